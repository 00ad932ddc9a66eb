import { type ApiContext, viewerOf } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { listAccounts } from '../accounts/service.ts';
import type { TerminalModel, TerminalState } from './types.ts';
import { fleetKey, type WireTerminal, wireTerminal } from './wire.ts';

/** A gateway tells of each terminal every second: what is older than this is no news any more. */
const silentAfterMs = 5_000;
/** How long what was read for one answer is used for its other fields. */
const sharedMs = 100;

async function saidOf(context: ApiContext, tenantId: number): Promise<ReadonlyMap<number, WireTerminal>> {
	const texts = Object.values(await context.app.redis.hgetall(fleetKey(tenantId)));
	return new Map(
		texts.flatMap((text) => {
			const parsed = wireTerminal.safeParse(JSON.parse(text));
			if (parsed.success) return [[parsed.data.accountId, parsed.data] as const];
			context.log.error({ issues: parsed.error.issues.length }, 'what the gateway said of a terminal could not be read');
			return [];
		}),
	);
}

const keysOf = (context: ApiContext, tenantId: number) =>
	context.memo.get('terminalKeys', {
		ttlMs: sharedMs,
		load: () => context.app.db.platform.terminalKey.findMany({ where: { tenantId, revokedAt: null } }),
	});

const openBreaksOf = (context: ApiContext, tenantId: number) =>
	context.memo.get('openBreaks', {
		ttlMs: sharedMs,
		load: () => context.app.db.forTenant(tenantId).break.groupBy({ by: ['accountId'], where: { resolvedAt: null }, _count: true }),
	});

function stateOf(said: WireTerminal | null, nowMs: number): TerminalState {
	if (said === null) return 'NOT_SEEN';
	if (nowMs - said.saidAtMs > silentAfterMs) return 'GATEWAY_SILENT';
	// A login that was refused is no terminal seen.
	return said.state === 'DISCONNECTED' && said.eaVersion === '' ? 'NOT_SEEN' : said.state;
}

/** One terminal for each account of the tenant, whether it was ever there or not. */
export async function listTerminals(context: ApiContext): Promise<TerminalModel[]> {
	const { tenantId } = viewerOf(context);
	const [accounts, said, keys, breaks] = await Promise.all([
		listAccounts(context),
		saidOf(context, tenantId),
		keysOf(context, tenantId),
		openBreaksOf(context, tenantId),
	]);
	const open = new Map(breaks.map(({ accountId, _count }) => [accountId, _count]));
	return accounts.map((account) => {
		const own = said.get(account.id) ?? null;
		const key = keys.find(({ accountId }) => accountId === account.id);
		const state = stateOf(own, context.app.nowMs());
		const hasLine = state !== 'NOT_SEEN' && state !== 'GATEWAY_SILENT' && state !== 'DISCONNECTED';
		return {
			...{ __typename: 'Terminal', account, state, said: own, openBreaks: open.get(account.id) ?? 0 },
			key: key === undefined ? null : { keyId: key.id, createdAt: key.createdAt, inUse: hasLine && own?.keyId === key.id },
		};
	});
}

export async function findTerminal(context: ApiContext, accountGlobalId: string): Promise<TerminalModel | null> {
	const accountId = intId('Account', accountGlobalId);
	return (await listTerminals(context)).find(({ account }) => account.id === accountId) ?? null;
}
