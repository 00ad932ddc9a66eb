import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { accountAsked } from '../accounts/service.ts';
import { accountRef } from '../accounts/types.ts';
import { instrumentRef } from '../instruments/types.ts';
import type { Percentiles, Score, Slippage } from './score.ts';
import { type Scorecard, type ScorecardRow, scorecardGroups } from './service.ts';

export const scorecardGroupEnum = builder.enumType('ScorecardGroup', {
	description: 'Rows per venue and symbol, or per terminal and symbol.',
	values: scorecardGroups,
});

const centipoints = (value: bigint | null): string | null => (value === null ? null : formatScaled(value, 2));
/** Of all, in percent with two decimals, rounded half up. */
const percent = (part: number, whole: number): string | null =>
	whole === 0 ? null : formatScaled((BigInt(part) * 20_000n + BigInt(whole)) / (2n * BigInt(whole)), 2);

const percentilesRef = builder.objectRef<Percentiles>('HoldTime').implement({
	fields: (t) => ({ count: t.exposeInt('count'), p50Us: t.exposeInt('p50Us'), p99Us: t.exposeInt('p99Us') }),
});
const slippageRef = builder.objectRef<Slippage>('Slippage').implement({
	description:
		'Fills against what was due: of a market order the quote that it was sent at, of a stop its price. In points of the instrument’s price; better for us is positive; means are weighed by quantity.',
	fields: (t) => ({
		better: t.exposeInt('better'),
		same: t.exposeInt('same'),
		worse: t.exposeInt('worse'),
		betterPercent: t.field({
			type: 'Decimal',
			nullable: true,
			description: 'Of the fills that were not at the price due: an even-handed venue is near 50.',
			resolve: ({ better, worse }) => percent(better, better + worse),
		}),
		meanPoints: t.field({ type: 'Decimal', nullable: true, resolve: ({ meanCentipoints }) => centipoints(meanCentipoints) }),
		meanBetterPoints: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: ({ meanBetterCentipoints }) => centipoints(meanBetterCentipoints),
		}),
		meanWorsePoints: t.field({ type: 'Decimal', nullable: true, resolve: ({ meanWorseCentipoints }) => centipoints(meanWorseCentipoints) }),
	}),
});
const spreadRef = builder.objectRef<Score['spread']>('SpreadAtFill').implement({
	description: 'Between bid and ask when the gateway heard of the deal, in points.',
	fields: (t) => ({
		count: t.exposeInt('count'),
		meanPoints: t.field({ type: 'Decimal', nullable: true, resolve: ({ meanCentipoints }) => centipoints(meanCentipoints) }),
		maxPoints: t.expose('maxPoints', { type: 'BigInt', nullable: true }),
	}),
});
const rowRef = builder.objectRef<ScorecardRow>('ScorecardRow').implement({
	fields: (t) => ({
		venue: t.exposeString('venue', { description: 'The broker’s trade server.' }),
		account: t.field({
			type: accountRef,
			nullable: true,
			resolve: ({ accountId }, _args, context, info) => (accountId === null ? null : accountAsked(context, accountId, info)),
		}),
		instrument: t.expose('instrument', { type: instrumentRef }),
		asked: t.int({ description: 'Orders that went to the venue.', resolve: ({ score }) => score.asked }),
		filled: t.int({ resolve: ({ score }) => score.filled }),
		rejected: t.int({ description: 'Requotes are not among them.', resolve: ({ score }) => score.rejected }),
		requoted: t.int({ description: 'The venue would have traded, at another price.', resolve: ({ score }) => score.requoted }),
		rejectPercent: t.field({ type: 'Decimal', nullable: true, resolve: ({ score }) => percent(score.rejected, score.asked) }),
		requotePercent: t.field({ type: 'Decimal', nullable: true, resolve: ({ score }) => percent(score.requoted, score.asked) }),
		slippage: t.field({ type: slippageRef, resolve: ({ score }) => score.slippage }),
		holdFilled: t.field({
			type: percentilesRef,
			nullable: true,
			description: 'From OrderSendAsync until the deal was told in the terminal.',
			resolve: ({ score }) => score.holdFilled,
		}),
		holdRefused: t.field({
			type: percentilesRef,
			nullable: true,
			description: 'The same until a refusal was told.',
			resolve: ({ score }) => score.holdRefused,
		}),
		spread: t.field({ type: spreadRef, resolve: ({ score }) => score.spread }),
	}),
});
export const scorecardRef = builder.objectRef<Scorecard>('Scorecard').implement({
	description: 'How each broker served this tenant: counted from its own orders, in integers.',
	fields: (t) => ({
		from: t.expose('from', { type: 'DateTime' }),
		isComplete: t.exposeBoolean('isComplete', {
			description: 'False: there were more than 50,000 orders, and only the newest are counted.',
		}),
		rows: t.field({ type: [rowRef], resolve: ({ rows }) => [...rows] }),
	}),
});
