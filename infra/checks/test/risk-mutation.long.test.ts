import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runMutants } from '../src/mutation/run.ts';

const core = join(import.meta.dirname, '../../../packages/core');
/** Each that looks at some check closely. A mutant is tried with those of their tests alone that come to it, so that more of them cost little. */
const suites = [
	...['risk', 'checks-alone', 'explain', 'levels', 'losses', 'docs', 'orders', 'margin', 'metaquotes', 'figures', 'entitlements'],
	...['order-to-trade', 'amend', 'amend-risk', 'amend-position', 'group-losses', 'emulated', 'stop-limit', 'expiry', 'sessions'],
	...['linked', 'close-by', 'held', 'strategies', 'take-back'],
];

/** Mutants that no test can tell from the code, each with the reason. `file: operator -> replacement | line`. */
const equivalent: Readonly<Record<string, string>> = {
	'checks/currency-exposure.ts: return null -> null | if (leg.currency === base) return 0;':
		'null counts as 0 where the larger of the two is taken',
	"checks/currency-exposure.ts: condition is false -> false | if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';":
		'the compiler asks; the caller has refused it already',
	"checks/currency-exposure.ts: return null -> null | if (instrument === undefined) return 'INSTRUMENT_UNKNOWN';":
		'the compiler asks; the caller has refused it already',
	'checks/duplicate.ts: condition is false -> false | if (account.recent.size === 0) return null;':
		'only faster: an empty map answers the same',
	'checks/margin.ts: condition is false -> false | return reserve === undefined ? undefined : free - reserve;':
		'a number less nothing is no number, which is denied the same',
	"checks/price.ts: conditional boundary -> >= | return tickSize > 0 && price % tickSize === 0 ? null : deny('PRICE_OFF_TICK', { value: price, limit: tickSize });":
		'nothing is a multiple of a tick of 0',
	"checks/quantity.ts: conditional boundary -> >= | if (!wholeRest && !(spec.qtyStep > 0 && qty % spec.qtyStep === 0)) return deny('QTY_OFF_STEP', { value: qty, limit: spec.qtyStep });":
		'nothing is a multiple of a step of 0',
	'checks/stops.ts: arithmetic -> / | distance({ away: terms.sl === null ? null : (reference - terms.sl) * sign, limit: spec.stopsLevel }) ??':
		'the sign is 1 or -1',
	'checks/stops.ts: arithmetic -> / | distance({ away: terms.tp === null ? null : (terms.tp - reference) * sign, limit: spec.stopsLevel })':
		'the sign is 1 or -1',
	"figures.ts: condition is true -> true | return isExact(cost) ? cost : 'NUMBER_OUT_OF_RANGE';":
		'the conversion that follows refuses it by the same name',
	'figures.ts: remove minus -> (1) | const ratio = product([...money.scales, quotient(pow10(money.toDigits), pow10(instrument?.qtyDigits ?? -1)), rate]);':
		'the compiler asks; the callers have refused a missing instrument already',
	'facts.ts: negate conditional -> >= | if (net !== undefined && facts.nets.length < KEPT) facts.nets.push({ group, net });':
		'only slower: what is not kept is looked up each time',
	'limit-check.ts: condition is true -> true | const headroom = atMost ? limit - value : value - limit;':
		'at the second of the two places every rule is an upper bound',
	'levels.ts: logical -> || | if (desk !== undefined && deskLimits !== undefined)': 'a configuration makes both or none',
	'levels.ts: condition is true -> true | if (ask.strategyId !== null)': 'no strategy has no limits',
	'limit-check.ts: condition is true -> true | if (value === undefined || rule.perLevel) value = rule.value(input, at);':
		'only slower: a value of the order alone is the same at each level',
};

test('tests notice at least nine of ten changes of the risk checks; what they do not notice changes nothing', {
	timeout: 14_400_000,
}, async () => {
	const results = await runMutants({
		room: core,
		folder: join(core, 'src/risk'),
		tests: suites.map((name) => join(core, `test/${name}.test.ts`)),
	});
	const survivors = results
		.filter(({ outcome }) => outcome === 'survived')
		.map(({ file, operator, replacement, text }) => `${file}: ${operator} -> ${replacement} | ${text}`);
	const score = ((results.length - survivors.length) / results.length) * 100;
	process.stdout.write(`mutants ${results.length}, survived ${survivors.length}, score ${score.toFixed(1)} %\n`);
	for (const survivor of survivors)
		process.stdout.write(`survived: ${survivor}\n          ${equivalent[survivor] ?? 'no reason is known'}\n`);
	expect(survivors.filter((survivor) => equivalent[survivor] === undefined)).toEqual([]);
	expect(score).toBeGreaterThanOrEqual(90);
});
