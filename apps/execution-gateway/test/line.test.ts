import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createCodec, FrameReader, protocolVersion, terminalProtocol, wireEnums } from '@meridian/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createControl } from '../src/line/control.ts';
import { createLine, type Line } from '../src/line/line.ts';
import { FakeTerminal } from './fake-terminal.ts';

const codec = createCodec(terminalProtocol);
const order = {
	epoch: 1n,
	commandSeq: 1n,
	orderId: 77n,
	action: 1,
	symbol: 'EURUSD',
	type: 1,
	volume: 0.1,
	price: 0,
	stopLimit: 0,
	sl: 0,
	tp: 0,
	deviationPoints: 0,
	filling: 1,
	timeType: 1,
	expirationSec: 0n,
	position: 0n,
	positionBy: 0n,
	order: 0n,
	comment: '',
};

describe('the broker line', () => {
	let line: Line;
	let gatewaySide: Socket[];
	let gatewayGot: string[];
	const gateway = createServer((socket) => {
		const reader = new FrameReader();
		gatewaySide.push(socket);
		socket.on('error', () => undefined);
		socket.on('data', (chunk: Buffer) => gatewayGot.push(...reader.push(chunk).map((frame) => codec.decode(frame).name)));
		socket.write(codec.encode('Challenge', 1, { protocolVersion, gatewayNonce: new Uint8Array(16) }));
	});
	const sendOrder = () => gatewaySide.at(-1)?.write(codec.encode('OrderSend', 2, order));
	const terminal = async (): Promise<FakeTerminal> => {
		const before = gatewayGot.length;
		const fake = new FakeTerminal({ port: line.port, masterKey: 'ab'.repeat(16), server: 'S', login: 7n });
		await vi.waitFor(() => expect(gatewayGot.length).toBeGreaterThan(before));
		return fake;
	};

	beforeEach(async () => {
		gatewaySide = [];
		gatewayGot = [];
		await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
		const address = gateway.address();
		line = await createLine({
			port: 0,
			gateway: { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 },
		});
	});
	afterEach(async () => {
		await line.close();
		for (const socket of gatewaySide) socket.destroy();
		await new Promise((resolve) => gateway.close(resolve));
	});

	test('passes orders on and counts them', async () => {
		const fake = await terminal();
		sendOrder();
		await vi.waitFor(() => expect(fake.all('OrderSend')).toHaveLength(1));
		expect(line.lines()).toEqual([
			{
				server: 'S',
				login: '7',
				state: 'up',
				connected: true,
				orderFrames: [{ epoch: '1', commandSeq: '1', orderId: '77', action: wireEnums.OrderAction.DEAL, delivered: true }],
			},
		]);
	});

	test('cut after the order: the terminal reads it, the gateway hears nothing more, and the line stays down', async () => {
		const fake = await terminal();
		line.set('7', 'cutAfterOrder');
		sendOrder();
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		expect(fake.all('OrderSend')).toHaveLength(1);
		await vi.waitFor(() => expect(gatewaySide.at(-1)?.destroyed).toBe(true));
		expect(line.lines()[0]).toMatchObject({ state: 'down', connected: false, orderFrames: [{ delivered: true }] });
	});

	test('cut before the order: the terminal never sees it', async () => {
		const fake = await terminal();
		line.set('7', 'cutBeforeOrder');
		sendOrder();
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		expect(fake.all('OrderSend')).toHaveLength(0);
		expect(line.lines()[0]).toMatchObject({ state: 'down', orderFrames: [{ delivered: false }] });
	});

	test('down: the pair is cut and a new login gets nowhere, until it is up again', async () => {
		const fake = await terminal();
		line.set('7', 'down');
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		const refused = new FakeTerminal({ port: line.port, masterKey: 'ab'.repeat(16), server: 'S', login: 7n });
		await vi.waitFor(() => expect(refused.closed).toBe(true));
		expect(gatewayGot).toEqual(['Login']);
		line.set('7', 'up');
		await terminal();
		expect(line.lines()[0]).toMatchObject({ state: 'up', connected: true });
	});

	test('an unknown login can’t be set', () => {
		expect(line.set('8', 'down')).toBe(false);
	});
});

test('where several gateways may lead, a terminal that comes again is led to one that answers', async () => {
	const listening = (serve: (socket: Socket) => void) =>
		new Promise<{ port: number; close: () => void }>((resolve) => {
			const server = createServer(serve).listen(0, '127.0.0.1', () =>
				resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() }),
			);
		});
	const silent = await listening((socket) => socket.on('error', () => undefined)); // a stopped process: its system still accepts
	const leader = await listening((socket) => {
		socket.on('error', () => undefined);
		socket.write(codec.encode('Challenge', 1, { protocolVersion: 1, gatewayNonce: new Uint8Array(16) }));
	});
	const at = (port: number) => ({ host: '127.0.0.1', port });
	const line = await createLine({ port: 0, gateway: at(silent.port), others: [at(leader.port)] });
	try {
		const heard: boolean[] = [];
		const knock = async (): Promise<void> => {
			const socket = connect(line.port, '127.0.0.1').on('error', () => undefined);
			heard.push(await new Promise((resolve) => socket.once('data', () => resolve(true)).setTimeout(200, () => resolve(false))));
			socket.destroy();
		};
		await vi.waitFor(async () => {
			await knock();
			expect(heard.at(-1)).toBe(true);
		});
		expect(heard[0]).toBe(false);
		await knock();
		expect(heard.at(-1)).toBe(true); // and stays with it
	} finally {
		await line.close();
		silent.close();
		leader.close();
	}
});

test('its health says that the gateway does not take terminals, as long as that is so', async () => {
	const gateway = createServer((socket) => socket.on('error', () => undefined));
	await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
	const { port } = gateway.address() as AddressInfo;
	await new Promise((resolve) => gateway.close(resolve));
	const line = await createLine({ port: 0, gateway: { host: '127.0.0.1', port } });
	const control = createControl(line, 'a token of the line').listen(0, '127.0.0.1');
	await new Promise((resolve) => control.once('listening', resolve));
	const health = async (): Promise<unknown> => {
		const response = await fetch(`http://127.0.0.1:${(control.address() as AddressInfo).port}/health`);
		return { code: response.status, ...((await response.json()) as object) };
	};
	const knock = () => connect(line.port, '127.0.0.1').on('error', () => undefined);
	try {
		expect(await health()).toMatchObject({ code: 200, status: 'ok' });
		knock();
		await vi.waitFor(async () =>
			expect(await health()).toMatchObject({
				code: 503,
				checks: { gateway: expect.stringMatching(/does not take terminals.*ECONNREFUSED/) },
			}),
		);
		await new Promise<void>((resolve) => gateway.listen(port, '127.0.0.1', resolve));
		knock();
		await vi.waitFor(async () => expect(await health()).toMatchObject({ code: 200, checks: { gateway: 'ok' } }));
	} finally {
		control.close();
		await line.close();
		gateway.close();
	}
});
