import { describe, expect, it } from 'vitest';
import { indicators, State } from '../src/index.ts';
import { oraclesGiven, readOracle } from './support/oracle.ts';

/** Columns of the table by our names, where they are not simply CDL and the name. */
const columns: Readonly<Record<string, string>> = {
	twoCrows: 'CDL2CROWS',
	threeBlackCrows: 'CDL3BLACKCROWS',
	threeInside: 'CDL3INSIDE',
	threeLineStrike: 'CDL3LINESTRIKE',
	threeOutside: 'CDL3OUTSIDE',
	threeStarsInSouth: 'CDL3STARSINSOUTH',
	threeWhiteSoldiers: 'CDL3WHITESOLDIERS',
	concealingBabySwallow: 'CDLCONCEALBABYSWALL',
	gapSideBySideWhite: 'CDLGAPSIDESIDEWHITE',
	hikkakeModified: 'CDLHIKKAKEMOD',
	identicalThreeCrows: 'CDLIDENTICAL3CROWS',
	riseFallThreeMethods: 'CDLRISEFALL3METHODS',
	uniqueThreeRiver: 'CDLUNIQUE3RIVER',
	upsideGapTwoCrows: 'CDLUPSIDEGAP2CROWS',
	gapThreeMethods: 'CDLXSIDEGAP3METHODS',
};
const { outputs } = indicators.candles(new State());

describe.skipIf(!oraclesGiven)('candle patterns are those of the published table (../shared/data/oracles)', () => {
	const oracle = oraclesGiven ? readOracle('ewz_candle_patterns.txt.gz') : { bars: [], column: () => [] };
	const candles = indicators.candles(new State());
	const rows = oracle.bars.map((bar) => {
		const into = new Float64Array(outputs.length);
		candles.update(bar, into);
		return into;
	});

	it.each(outputs.map((name, at) => [name, at] as const))('%s', (name, at) => {
		const printed = oracle.column(columns[name] ?? `CDL${name}`);
		const wrong = rows.flatMap((row, n) => {
			const [own, cell] = [row[at] ?? Number.NaN, printed[n] ?? ''];
			return cell === '' || Number.isNaN(own) || own === Number(cell) ? [] : [`row ${n}: ${own}, the table has ${cell}`];
		});
		expect(printed.filter((cell) => cell !== '').length).toBeGreaterThan(3000);
		expect(wrong).toEqual([]);
	});
});
