import { expect, test } from 'vitest';
import { page } from '../src/page.ts';
import { findings, questions } from '../src/questions.ts';
import { fileOf, Recorder, type Report, report } from '../src/report.ts';

const facts = {
	...{
		kit: '1',
		build: '4755',
		company: 'A Broker Ltd',
		server: 'ABroker-Demo 3',
		demo: 'yes',
		positions: 'hedging',
		symbol: 'EURUSD',
		fillingMask: '2',
	},
	...{ execution: '2', chosenFilling: 'IOC', stopsLevel: '0', freezeLevel: '0', pingUs: '25000', listed: '10.0.0.5' },
};
const run = (saw: readonly string[], changed: Partial<typeof facts> = {}): Recorder => {
	const recorder = new Recorder();
	for (const [key, value] of Object.entries({ ...facts, ...changed })) recorder.take(`fact\t${key}\t${value}`);
	for (const line of saw) recorder.take(`saw\t${line}`);
	return recorder;
};
const made = (saw: readonly string[], changed: Partial<typeof facts> = {}): Report => {
	const recorder = run(saw, changed);
	recorder.take('done');
	return recorder.report('2026-11-30');
};
const answerTo = (of: Report, asks: string) => findings(of)[questions.findIndex((question) => question.asks.includes(asks))];

test('half a run makes no report', () => {
	expect(() => run(['comment\tsent\t40']).report('2026-11-30')).toThrow('did not come to its end');
});

test('a malformed line is named, and what is no line of a report is left to the peer', () => {
	expect(() => new Recorder().take('saw\tfilling')).toThrow('malformed: "saw\\tfilling"');
	expect(new Recorder().take('please send 10')).toBe(false);
});

test('the emulated terminal is told by its build, and a file cannot say otherwise', () => {
	const emulated = made([], { build: '0' });
	expect(emulated.emulated).toBe(true);
	expect(report.safeParse({ ...emulated, emulated: false }).error?.issues[0]?.message).toContain('contradict');
	expect(fileOf(emulated)).toBe('emulated-hedging.json');
	expect(fileOf(made([]))).toBe('abroker-demo-3-build-4755-hedging.json');
});

test('an answer that contradicts what Meridian relies on is marked', () => {
	const lost = made(['magic\torder\tkept', 'magic\tdeal\tIN EXPERT zero', 'filling\tFOK\t10030', 'filling\tIOC\t10030']);
	expect(answerTo(lost, 'keep the number')).toEqual({ answer: 'NO: IN EXPERT zero', agrees: false });
	expect(answerTo(lost, 'filling modes')).toMatchObject({ agrees: false, answer: expect.stringContaining('picked IOC') });
	expect(page([lost])).toContain('✗ NO: IN EXPERT zero');
	expect(page([lost])).toContain('| not tried |');
});

test('a read that waited and lost its bytes says so', () => {
	const waited = ['read-early\tms\t2000', 'read-early\treturned\t-1'];
	expect(answerTo(made([...waited, 'read-early\trest\t10']), 'return early')?.answer).toBe('no: -1 after 2000 ms; the bytes were kept');
	expect(answerTo(made([...waited, 'read-early\trest\t-1']), 'return early')?.answer).toContain('LOST');
});

test('the page counts real terminals, and says that there are none', () => {
	expect(page([made([], { build: '0' })])).toContain('No real terminal has been tried yet');
	expect(page([made([], { build: '0' }), made([])])).toContain('Reports of real terminals: 1.');
	expect(page([])).toContain('There are no reports yet');
});
