import { join } from 'node:path';
import { readJournal } from '@meridian/execution-gateway/testing';
import type { Stack } from '@meridian/local';
import { recordHeader, recordKey } from '@meridian/market-data';
import { Redis } from 'ioredis';
import { z } from 'zod';

/** Keys that belong to nobody: attempts and half-done log-ins of people who are not known yet. They live for minutes. */
const ownedByNobody = /^login:(?:ip|email|ticket):/;

/** The worker's queue is one for all: its lists hold job names alone, and each job's own key begins with its tenant. */
const ofTheQueue =
	/^bull:(?:data-imports|ml-training|push|webhooks):(?:meta|id|events|marker|wait|active|delayed|prioritized|completed|failed|stalled|stalled-check|\d+-[0-9a-f-]{36}(?:-[\w-]+)?(?::lock)?)$/;

/** Which of the workers computes live features: a random name. */
const ofTheProcess = /^features:leader$/;

/** Live ticks of all tenants on their way into the store: each entry names its own. */
const liveTicks = recordKey;
const namesItsTenant = ([, [name, of = '']]: [string, string[]]): boolean =>
	name === 'of' && recordHeader.safeParse(JSON.parse(of)).success;

/** Keys in Redis that name no tenant. */
export async function namelessKeys(stack: Stack): Promise<{ readonly nameless: string[]; readonly tenants: ReadonlySet<string> }> {
	const redis = new Redis(stack.env.REDIS_URL ?? '');
	try {
		const keys = await redis.keys('*');
		const entries = await redis.xrange(liveTicks, '-', '+');
		const ownedByEntry = (key: string) => key === liveTicks && entries.every(namesItsTenant);
		const tenants = new Set(keys.flatMap((key) => /^t:(\d+):/.exec(key)?.[1] ?? []));
		const isNamed = (key: string) =>
			/^t:\d+:/.test(key) || ownedByNobody.test(key) || ofTheQueue.test(key) || ofTheProcess.test(key) || ownedByEntry(key);
		return { nameless: keys.filter((key) => !isNamed(key)), tenants };
	} finally {
		redis.disconnect();
	}
}

const owner = z.object({ tenantId: z.int() });
const configured = z.object({ config: owner });
/** Of the whole shard: a process that took over, and the clock. */
const ofTheShard = new Set(['epoch', 'timer']);

/** Records that name no tenant, or one in what came in and another in what came of it. */
export function strayRecords(stack: Stack): { readonly strays: string[]; readonly tenants: ReadonlySet<number>; readonly records: number } {
	const strays: string[] = [];
	const tenants = new Set<number>();
	let records = 0;
	const visit: Parameters<typeof readJournal>[0]['visit'] = ({ seq, input, outputs }) => {
		records += 1;
		if (ofTheShard.has(input.kind)) return;
		const tenantId = owner.safeParse(input).data?.tenantId ?? configured.safeParse(input).data?.config.tenantId;
		if (tenantId === undefined) strays.push(`${seq} ${input.kind} names no tenant`);
		else tenants.add(tenantId);
		for (const output of outputs) {
			const other = owner.safeParse(output).data?.tenantId;
			if (other !== undefined && other !== tenantId) strays.push(`${seq} ${input.kind} of tenant ${tenantId} gave one of tenant ${other}`);
		}
	};
	readJournal({ dir: join(stack.stateDir, 'journal'), afterSeq: 0, visit });
	return { strays, tenants, records };
}
