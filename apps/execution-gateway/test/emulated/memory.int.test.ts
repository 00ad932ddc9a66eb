import { expect, test, vi } from 'vitest';
import { Terminal } from './terminal.ts';

/** Nothing is executed twice and nothing received is forgotten, whatever dies. */
test('a command that comes again is answered from memory and not executed', async () => {
	const terminal = await Terminal.start();
	const { gateway } = terminal;
	const seq = gateway.order();
	await gateway.result(seq);
	gateway.forget();
	gateway.order({ commandSeq: seq });
	expect(await gateway.heard('TradeAck')).toMatchObject({ commandSeq: seq, sent: true });
	expect(await terminal.books()).toMatchObject({ deals: 2 });
});

test('a command of an older epoch is refused', async () => {
	const terminal = await Terminal.start();
	const seq = terminal.gateway.order({ epoch: 7n });
	await terminal.gateway.result(seq);
	terminal.gateway.order({ epoch: 6n, commandSeq: 99n });
	expect(await terminal.gateway.heard('TradeAck', (ack) => ack.commandSeq === 99n)).toMatchObject({
		epoch: 6n,
		sent: false,
		retcode: 20001,
	});
	expect(await terminal.books()).toMatchObject({ deals: 2 });
});

test('a command with a value this EA does not know is refused, not guessed', async () => {
	const terminal = await Terminal.start();
	const seq = terminal.gateway.order({ type: 77 });
	expect(await terminal.gateway.heard('TradeAck', (ack) => ack.commandSeq === seq)).toMatchObject({ sent: false, retcode: 20003 });
	expect(await terminal.books()).toMatchObject({ deals: 1 });
});

test('a killed terminal comes back with its books and the last command, and does not execute it again', async () => {
	const terminal = await Terminal.start();
	const { gateway } = terminal;
	const seq = gateway.order({ volume: 0.3 });
	const result = await gateway.result(seq);
	await terminal.kill();
	gateway.forget();
	await terminal.run();
	expect(await gateway.snapshot()).toMatchObject({ lastCommandEpoch: 1n, lastCommandSeq: seq, positions: 1, deals: 2 });
	expect(gateway.all('DealItem').map((deal) => deal.ticket)).toContain(result.deal);
	gateway.order({ commandSeq: seq });
	expect(await gateway.heard('TradeAck')).toMatchObject({ sent: true, retcode: 20002 });
	expect(await terminal.books()).toMatchObject({ deals: 2 });
});

test('what happened while the line was down is in the next picture, with the answer to the command', async () => {
	const terminal = await Terminal.start({ args: ['--broker-delay-ms', '200'] });
	const { gateway } = terminal;
	const seq = gateway.order();
	await gateway.heard('TradeAck');
	gateway.cut();
	await vi.waitFor(async () => expect(await terminal.books()).toMatchObject({ deals: 2 }), { timeout: 15_000 });
	await vi.waitFor(() => expect(gateway.all('Hello')).toHaveLength(2), { timeout: 15_000 });
	gateway.forget();
	await gateway.snapshot();
	expect(gateway.all('RequestItem')).toMatchObject([{ commandSeq: seq, sent: true, retcode: 10009 }]);
	expect(gateway.all('DealItem')).toHaveLength(2);
});
