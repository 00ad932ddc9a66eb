import { expect, test } from 'vitest';
import { emulate } from '../src/emulate.ts';
import { findings, questions } from '../src/questions.ts';

const date = '2026-11-30';

test('the kit finds each trait that the emulated terminal was given', async () => {
	const terminal = ['--mode', 'hedging', '--balance', '1000', '--timer-floor-ms', '16', '--speculative-readable', '--history-lag', '60'];
	const broker = ['--stop-out', '100', '--sl-magic', 'position', '--close-by-magic', 'request', '--comment-max', '31'];
	const made = await emulate({ date, args: [...terminal, ...broker, '--symbol', 'EURUSD:filling=2'] });
	expect(made.emulated).toBe(true);
	expect(made.saw.trades).toEqual({ 'left-flat': ['yes'] });
	const found = findings(made);
	const answers = Object.fromEntries(questions.map(({ asks }, i) => [asks.slice(0, 40), found[i]?.answer]));
	expect(answers).toMatchObject({
		'What does SocketIsReadable claim on an e': '1',
		'Which filling modes does a market order ': 'mask 2: FOK 10030, IOC 10009, RETURN 10030, BOC 10030; picked IOC',
		'Do order, position and deal keep the num': 'yes',
		'Which number do the deals of a stop-loss': 'OUT SL kept',
		'Which number do the deals of a take-prof': 'OUT TP kept',
		'Which number do the deals of a stop-out ': 'OUT SO kept',
		'Which number do the deals of a close-by ': 'OUT_BY EXPERT kept',
		'How much of a comment is kept?': '31 of 40 characters',
	});
	expect(Number(made.saw.timer?.medianUs?.[0])).toBeGreaterThan(15_500);
	expect(made.saw.history?.['at-once']).toContain('no');
	const isTimed = (i: number) => questions[i]?.asks.includes('timer') ?? false; // a loaded machine's timer is late
	expect(found.filter((finding, i) => finding?.agrees === false && !isTimed(i))).toEqual([]);
});

test('without leave to trade it asks the sockets only', async () => {
	const made = await emulate({ date, may: 'nothing' });
	expect(made.saw.trades?.skipped).toEqual(['switched off by the input']);
	expect(made.saw['read-early']?.returned).toEqual(['10']);
	expect(Object.keys(made.saw)).not.toContain('filling');
});
