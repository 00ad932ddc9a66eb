import type { FieldType, ProtocolSchema, ScalarType } from '@meridian/protocol';
import type { Chance } from '../../simulation/chance.ts';

/** Words that some field knows, so that a frame of chance gets past the door and into the engine. */
const words = [
	...['BUY', 'SELL', 'MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT', 'GTC', 'DAY', 'GTD', 'IOC', 'FOK', 'EURUSD', 'GBPUSD', 'North-Demo'],
	...['', 'USD', 'EUR', 'a', 'b', 'c', 'é', 'x'.repeat(300), '{}', '{"tenantId":1}'],
];
const numbers = [
	0,
	1,
	2,
	3,
	5,
	10,
	100,
	1_000,
	110_000,
	1_000_001,
	1_000_002,
	1_700_000_000_000,
	-1,
	Number.MAX_SAFE_INTEGER,
	Number.MIN_SAFE_INTEGER,
];
const doubles = [0, 1, 0.1, 1.1, 1.10001, -1, 1e-9, 1e300, Number.NaN, Number.POSITIVE_INFINITY, 100_000];

function scalar(type: ScalarType, chance: Chance): unknown {
	const number = (): number => chance.pick(numbers) ?? 0;
	const within = (max: number): number => Math.min(max, Math.max(0, number()));
	switch (type) {
		case 'u8':
			return chance.hits(0.8) ? chance.between(0, 12) : within(0xff);
		case 'u16':
			return within(0xffff);
		case 'u32':
			return within(0xffff_ffff);
		case 'u64':
			return BigInt(within(Number.MAX_SAFE_INTEGER)) << (chance.hits(0.05) ? 11n : 0n);
		case 'int':
			return number();
		case 'optInt':
			return chance.hits(0.4) ? null : number();
		case 'f64':
			return chance.pick(doubles) ?? 0;
		case 'bool':
			return chance.hits(0.5);
		case 'str':
		case 'text':
			return chance.pick(words) ?? '';
		case 'bytes':
			return chance.bytes(chance.between(0, 40));
	}
}

const field = (type: FieldType, chance: Chance): unknown =>
	typeof type === 'string'
		? scalar(type, chance)
		: Array.from({ length: chance.between(0, 4) }, () =>
				Object.fromEntries(Object.entries(type.list).map(([name, inner]) => [name, scalar(inner, chance)])),
			);

/** Any values that a message's types allow. */
export const anyBody = (protocol: ProtocolSchema, name: string, chance: Chance): Record<string, unknown> =>
	Object.fromEntries(Object.entries(protocol[name]?.fields ?? {}).map(([key, type]) => [key, field(type, chance)]));
