import { createServer } from 'node:net';

/** Every port follows from one base, so that a second copy needs one number. */
export type Ports = {
	readonly web: number;
	readonly api: number;
	readonly entry: number;
	readonly terminal: number;
	readonly gatewayHttp: number;
	readonly lineHttp: number;
	readonly line: number;
	readonly direct: number;
	readonly control: number;
	readonly workerHttp: number;
	readonly postgres: number;
	readonly redis: number;
};

export const defaultPortBase = 7400;
/** What `--standby` needs besides: where each gateway lets the other copy its journal, and the second gateway's own. */
export type StandbyPorts = {
	readonly replica: number;
	readonly entry: number;
	readonly terminal: number;
	readonly gatewayHttp: number;
	readonly direct: number;
	readonly standbyReplica: number;
};
export const standbyPortsFrom = (base: number): StandbyPorts => ({
	replica: base + 8,
	entry: base + 12,
	terminal: base + 13,
	gatewayHttp: base + 14,
	direct: base + 15,
	standbyReplica: base + 16,
});

const highestBase = 65_535 - 40;

export function portsFrom(base: number): Ports {
	if (!Number.isInteger(base) || base < 1024 || base > highestBase) {
		throw new Error(`the port base must be a whole number from 1024 to ${highestBase}, not ${base}`);
	}
	return {
		web: base,
		api: base + 1,
		entry: base + 2,
		terminal: base + 3,
		gatewayHttp: base + 4,
		lineHttp: base + 5,
		line: base + 6,
		direct: base + 7,
		control: base + 9,
		workerHttp: base + 17,
		postgres: base + 10,
		redis: base + 11,
	};
}

export function portIsFree(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const probe = createServer();
		probe.once('error', () => resolve(false));
		probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
	});
}

/** @throws naming every taken port, what it is for, and how to move. */
export async function requireFreePorts(wanted: Readonly<Record<string, number>>): Promise<void> {
	const entries = Object.entries(wanted);
	const free = await Promise.all(entries.map(([, port]) => portIsFree(port)));
	const taken = entries.filter((_, index) => !free[index]).map(([name, port]) => `${port} (${name})`);
	if (taken.length === 0) return;
	throw new Error(
		`${taken.length === 1 ? `port ${taken[0]} is` : `ports ${taken.join(', ')} are`} taken by another program.\nStop it, or run this copy elsewhere: npm start -- --port N (or MERIDIAN_PORT=N); it uses N to N+11.`,
	);
}
