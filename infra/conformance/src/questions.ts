import type { Report } from './report.ts';

/** What a run says to a question; `agrees` only where Meridian relies on an answer. */
export type Finding = { readonly answer: string; readonly agrees?: boolean };
export type Question = {
	readonly asks: string;
	/** What Meridian builds on, or why it need not know. */
	readonly relies: string;
	readonly find: (saw: (probe: string, key: string) => readonly string[], terminal: Report['terminal']) => Finding | undefined;
};

/** The open points of MetaQuotes' documentation, in the order of the page. `find` gives undefined where a run did not come to it. */
export const questions: readonly Question[] = [
	{
		asks: 'Does SocketRead return early, with fewer bytes than asked for?',
		relies: 'nothing: the EA asks for what SocketIsReadable says',
		find(saw) {
			const [returned, ms, rest] = [saw('read-early', 'returned')[0], saw('read-early', 'ms')[0], saw('read-early', 'rest')[0]];
			if (returned === undefined || ms === undefined) return undefined;
			if (Number(returned) > 0) return { answer: `yes: ${returned} of 64 after ${ms} ms` };
			return { answer: `no: ${returned} after ${ms} ms; ${rest === '10' ? 'the bytes were kept' : 'THE BYTES WERE LOST'}` };
		},
	},
	{
		asks: 'What does SocketRead give when nothing comes?',
		relies: '-1 soon after its timeout, and the line is still up',
		find(saw) {
			const [returned, ms, connected] = [
				saw('read-silence', 'returned')[0],
				saw('read-silence', 'ms')[0],
				saw('read-silence', 'connected')[0],
			];
			if (returned === undefined || ms === undefined) return undefined;
			const answer = `${returned} after ${ms} ms of 200, error ${saw('read-silence', 'error')[0] ?? '?'}${connected === 'yes' ? '' : ', NOT CONNECTED'}`;
			return { answer, agrees: Number(returned) <= 0 && Number(ms) < 1_000 && connected === 'yes' };
		},
	},
	{
		asks: 'What does SocketIsReadable claim on an empty line?',
		relies: 'nothing: it is taken for a hint',
		find: (saw) => list(saw('readable-empty', 'claims')),
	},
	{
		asks: 'Does SocketRead append to an array or replace it?',
		relies: 'nothing: each read has a fresh array',
		find(saw) {
			const after = saw('read-array', 'after')[0];
			return after === undefined
				? undefined
				: { answer: after === '14' ? 'appends' : after === '10' ? 'replaces' : `4 before, ${after} after 10` };
		},
	},
	{
		asks: 'Is a line that the other side closed seen as closed?',
		relies: 'yes, by SocketIsConnected; heartbeats find what it does not',
		find(saw) {
			const connected = saw('closed', 'connected')[0];
			if (connected === undefined) return undefined;
			return connected === 'no'
				? { answer: `yes, after ${saw('closed', 'ms')[0]} ms, error ${saw('closed', 'error')[0]}`, agrees: true }
				: { answer: 'no, not within 3 s', agrees: false };
		},
	},
	{
		asks: 'Does the port matter in the list of allowed addresses?',
		relies: 'nothing',
		find(saw, { listed }) {
			const connected = saw('address-port', 'connected')[0];
			if (connected === undefined) return undefined;
			return {
				answer: `listed \`${listed}\`: another port ${connected === 'yes' ? 'connects' : `fails, error ${saw('address-port', 'error')[0]}`}`,
			};
		},
	},
	{
		asks: 'What is said where the host is not in the list?',
		relies: '4014 or 5272: for either the EA names the setting',
		find(saw) {
			const connected = saw('address-other', 'connected')[0];
			const error = saw('address-other', 'error')[0];
			if (connected === undefined) return undefined;
			if (connected === 'yes') return { answer: 'it connects all the same' };
			return { answer: `error ${error}`, agrees: error === '4014' || error === '5272' };
		},
	},
	{
		asks: 'How often does a timer of 1 ms fire?',
		relies: 'every 10 to 16 ms at best',
		find(saw) {
			const [min, median, max] = [saw('timer', 'minUs')[0], saw('timer', 'medianUs')[0], saw('timer', 'maxUs')[0]];
			if (min === undefined || median === undefined || max === undefined) return undefined;
			return { answer: `${ms(min)} least, ${ms(median)} median, ${ms(max)} most`, agrees: Number(median) <= 17_000 };
		},
	},
	{
		asks: 'Which filling modes does a market order take?',
		relies: 'the one that the selection rule picks',
		find(saw, { chosenFilling, fillingMask }) {
			const codes = ['FOK', 'IOC', 'RETURN', 'BOC'].map((mode) => [mode, saw('filling', mode)[0]] as const);
			if (codes.every(([, code]) => code === undefined)) return undefined;
			const said = codes.map(([mode, code]) => `${mode} ${code ?? '–'}`).join(', ');
			return { answer: `mask ${fillingMask}: ${said}; picked ${chosenFilling}`, agrees: isDone(saw('filling', chosenFilling)[0]) };
		},
	},
	{
		asks: 'Is a pending order taken with RETURN, and removed?',
		relies: 'yes',
		find(saw) {
			const [placed, removed] = [saw('pending', 'RETURN')[0], saw('pending', 'removed')[0]];
			if (placed === undefined) return undefined;
			return { answer: `placed ${placed}, removed ${removed ?? '–'}`, agrees: isDone(placed) && isDone(removed) };
		},
	},
	{
		asks: 'Do order, position and deal keep the number of the request (magic, 63 bits)?',
		relies: 'yes: it is the order id',
		find(saw) {
			const words = [...saw('magic', 'order'), ...saw('magic', 'position'), ...saw('magic', 'deal')];
			if (words.length === 0) return undefined;
			const lost = words.filter((word) => !word.endsWith('kept'));
			return lost.length === 0 ? { answer: 'yes', agrees: true } : { answer: `NO: ${distinct(lost)}`, agrees: false };
		},
	},
	...(['stop-loss', 'take-profit', 'stop-out', 'close-by'] as const).map(
		(probe): Question => ({
			asks: `Which number do the deals of a ${probe} carry?`,
			relies: 'nothing: they are joined by position',
			find: (saw) => list(saw(probe, 'deal')),
		}),
	),
	{
		asks: 'What does a partial close leave?',
		relies: 'the rest, exact, under the same identifier',
		find(saw) {
			const retcode = saw('partial-close', 'retcode')[0];
			if (retcode === undefined) return undefined;
			const [kept, exact, ticket] = ['identifier-kept', 'volume-exact', 'ticket-kept'].map((key) => saw('partial-close', key)[0] ?? 'no');
			const answer = `${retcode}; identifier kept: ${kept}, volume exact: ${exact}, ticket kept: ${ticket}`;
			return { answer, agrees: isDone(retcode) && kept === 'yes' && exact === 'yes' };
		},
	},
	...(['open', 'close', 'place', 'remove'] as const).map(
		(key): Question => ({
			asks: `In which order do the transactions of a request come (${key})?`,
			relies: 'nothing: they are joined later',
			find: (saw) => list(saw('transactions', key)),
		}),
	),
	{
		asks: 'Has the history a deal when it is announced?',
		relies: 'nothing: it is asked again on every timer',
		find(saw) {
			const all = saw('history', 'at-once');
			if (all.length === 0) return undefined;
			const lags = saw('history', 'lag-ms').map(Number);
			const late = lags.length === 0 ? '' : `; the others after ${Math.min(...lags)} to ${Math.max(...lags)} ms`;
			return { answer: `${all.filter((word) => word === 'yes').length} of ${all.length} at once${late}` };
		},
	},
	{
		asks: 'How much of a comment is kept?',
		relies: 'nothing: nothing is read from it',
		find(saw) {
			const kept = saw('comment', 'kept')[0];
			return kept === undefined ? undefined : { answer: `${kept} of ${saw('comment', 'sent')[0]} characters` };
		},
	},
];

/** Every question, answered by one report. */
export const findings = (report: Report): (Finding | undefined)[] =>
	questions.map((question) => question.find((probe, key) => report.saw[probe]?.[key] ?? [], report.terminal));

const distinct = (words: readonly string[]): string => [...new Set(words)].join(' / ');
const list = (words: readonly string[]): Finding | undefined => (words.length === 0 ? undefined : { answer: distinct(words) });
const ms = (us: string): string => `${(Number(us) / 1_000).toFixed(1)} ms`;
const isDone = (retcode: string | undefined): boolean => retcode === '10008' || retcode === '10009' || retcode === '10010';
