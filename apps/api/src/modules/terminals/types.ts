import { builder } from '../../graphql/builder.ts';
import { type AccountModel, accountRef } from '../accounts/types.ts';
import { gatewayStates, stageNames, type WireTerminal } from './wire.ts';

export const terminalStates = ['NOT_SEEN', 'GATEWAY_SILENT', ...gatewayStates] as const;
export type TerminalState = (typeof terminalStates)[number];
const stateTexts = {
	NOT_SEEN: 'No terminal of this account has ever logged in.',
	GATEWAY_SILENT: 'The trading gateway says nothing: how the terminal is, is not known.',
	DISCONNECTED: 'It has no line to the gateway.',
	RECONCILING: 'It has logged in, and has not told its whole picture yet.',
	SERVER_DOWN: 'It is reconciled, and has lost its broker’s trade server.',
	TRADING_OFF: 'It is reconciled, and trading is switched off: in the terminal, for the Expert Advisor, or by the broker.',
	READY: 'It is reconciled, and orders may pass.',
} as const satisfies Record<TerminalState, string>;
const terminalStateEnum = builder.enumType('TerminalState', {
	values: Object.fromEntries(terminalStates.map((value) => [value, { value, description: stateTexts[value] }])) as Record<
		TerminalState,
		{ readonly value: TerminalState; readonly description: string }
	>,
});
const stageEnum = builder.enumType('TerminalStageName', {
	description:
		'Gateway to terminal; in the terminal until OrderSendAsync returned; from there to the server’s answer, and to the deal; from the deal to the gateway; the whole way.',
	values: stageNames,
});

export type TerminalStageModel = WireTerminal['stages'][number];
const stageRef = builder.objectRef<TerminalStageModel>('TerminalStage').implement({
	description: 'How long one stage of the requests took, since the line was opened. Percentiles are told within 28 %.',
	fields: (t) => ({
		stage: t.expose('stage', { type: stageEnum }),
		count: t.exposeInt('count'),
		p50Us: t.exposeInt('p50Us'),
		p99Us: t.exposeInt('p99Us'),
	}),
});

export type TerminalKeyModel = { readonly keyId: string; readonly createdAt: Date; readonly inUse: boolean };
const keyRef = builder.objectRef<TerminalKeyModel>('TerminalKey').implement({
	description: 'By which the terminal proves whose it is. The key itself is shown once, by the mutation that makes it.',
	fields: (t) => ({
		keyId: t.exposeString('keyId'),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		inUse: t.exposeBoolean('inUse', { description: 'The line that is open now was opened with this key.' }),
	}),
});

export type TerminalRefusalModel = { readonly at: Date; readonly reason: string };
const refusalRef = builder.objectRef<TerminalRefusalModel>('TerminalRefusal').implement({
	fields: (t) => ({ at: t.expose('at', { type: 'DateTime' }), reason: t.exposeString('reason') }),
});

export type TerminalModel = {
	readonly __typename: 'Terminal';
	readonly account: AccountModel;
	readonly state: TerminalState;
	readonly said: WireTerminal | null;
	readonly key: TerminalKeyModel | null;
	readonly openBreaks: number;
};
const dateOf = (ms: number | undefined): Date | null => (ms === undefined || ms === 0 ? null : new Date(ms));
const textOf = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
const reconciledStates: ReadonlySet<TerminalState> = new Set(['SERVER_DOWN', 'TRADING_OFF', 'READY']);
const liveStates: ReadonlySet<TerminalState> = new Set([...reconciledStates, 'RECONCILING']);
/** A figure of the line, which is nothing where there is none. */
const ofLine = ({ state, said }: TerminalModel, figure: 'pingUs' | 'serverPingUs'): number | null =>
	said !== null && liveStates.has(state) ? said[figure] : null;

export const terminalRef = builder.objectRef<TerminalModel>('Terminal').implement({
	description: 'The MetaTrader 5 terminal of an account, as the gateway sees it.',
	fields: (t) => ({
		account: t.expose('account', { type: accountRef }),
		state: t.expose('state', { type: terminalStateEnum }),
		explanation: t.string({ resolve: ({ state }) => stateTexts[state] }),
		since: t.field({ type: 'DateTime', nullable: true, resolve: ({ said }) => dateOf(said?.sinceMs) }),
		reconciled: t.boolean({
			description: 'Its whole picture is told, and agrees with our books or has made a break: what the set-up waits for.',
			resolve: ({ state }) => reconciledStates.has(state),
		}),
		key: t.expose('key', {
			type: keyRef,
			nullable: true,
			description: 'The key in force that the tenant made. Null: none, or the account is known by a key of the installation.',
		}),
		eaVersion: t.string({ nullable: true, resolve: ({ said }) => textOf(said?.eaVersion) }),
		terminalBuild: t.int({
			nullable: true,
			description: 'Of MetaTrader; 0: an emulated terminal.',
			resolve: ({ said }) => said?.terminalBuild ?? null,
		}),
		company: t.string({ nullable: true, resolve: ({ said }) => textOf(said?.company) }),
		epoch: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'Of the gateway that leads, which the terminal obeys; it refuses older ones.',
			resolve: ({ said }) => (said === null ? null : BigInt(said.epoch)),
		}),
		pingUs: t.int({ nullable: true, description: 'Gateway to terminal and back.', resolve: (terminal) => ofLine(terminal, 'pingUs') }),
		serverPingUs: t.int({
			nullable: true,
			description: 'The terminal’s last ping to its trade server.',
			resolve: (terminal) => ofLine(terminal, 'serverPingUs'),
		}),
		ticks: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'Since the line was opened.',
			resolve: ({ said }) => (said === null ? null : BigInt(said.ticks)),
		}),
		lastTickAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ said }) => dateOf(said?.lastTickAtMs) }),
		openBreaks: t.exposeInt('openBreaks'),
		stages: t.field({ type: [stageRef], resolve: ({ said }) => [...(said?.stages ?? [])] }),
		refusal: t.field({
			type: refusalRef,
			nullable: true,
			description: 'The last login with this account’s server and login that was refused, and why.',
			resolve: ({ said }) => (said === null || said.refusedAtMs === 0 ? null : { at: new Date(said.refusedAtMs), reason: said.refusal }),
		}),
	}),
});
