import { describe, expect, it } from 'vitest';
import { type IndicatorFactory, type IndicatorName, indicators, State } from '../src/index.ts';
import { oraclesGiven, precisionOf, readOracle } from './support/oracle.ts';

type Case = {
	readonly file: string;
	readonly name: IndicatorName;
	readonly periods?: Readonly<Record<string, number>>;
	/** Our output and the table's column. */
	readonly columns: Readonly<Record<string, string>>;
	/** Where the table was made in single precision, or from a feed with other digits in a row: how far it may lie off. */
	readonly off?: number;
	/** The last bar was still forming when the table was made. */
	readonly withoutLast?: boolean;
	/** The first row that is compared. */
	readonly from?: number;
};
const cases: readonly Case[] = [
	{ file: 'spy_alma.txt.gz', name: 'alma', periods: { period: 9 }, columns: { alma: 'ALMA' } },
	{ file: 'spy_apo.txt.gz', name: 'apo', periods: { fast: 5, slow: 10 }, columns: { apo: 'APO_5_10' } },
	{ file: 'spy_atr_wilder.txt.gz', name: 'atr', periods: { period: 14 }, columns: { atr: 'Average True Range 14' } },
	{ file: 'spy_bop.txt.gz', name: 'bop', columns: { bop: 'BOP' } },
	{ file: 'spy_cmf.txt.gz', name: 'chaikinMoneyFlow', periods: { period: 20 }, columns: { cmf: 'CMF_20' }, withoutLast: true },
	{ file: 'spy_coppock_curve.csv.gz', name: 'coppock', periods: { short: 11, long: 14, smooth: 10 }, columns: { coppock: 'CoppockCurve' } },
	{ file: 'spy_dema.txt.gz', name: 'dema', periods: { period: 5 }, columns: { dema: 'DEMA_5' } },
	{ file: 'spy_dpo.csv.gz', name: 'dpo', periods: { period: 21 }, columns: { dpo: 'DPO' } },
	{ file: 'spy_emv.txt.gz', name: 'emv', periods: { period: 1 }, columns: { emv: 'EMV' } },
	{ file: 'spy_hma.txt.gz', name: 'hma', periods: { period: 16 }, columns: { hma: 'HMA_16' } },
	{ file: 'spy_kama.txt.gz', name: 'kama', periods: { period: 5 }, columns: { kama: 'KAMA_5' } },
	{ file: 'spy_logr14.txt.gz', name: 'logReturn', periods: { period: 14 }, columns: { logReturn: 'LOGR14' }, off: 1e-7 },
	{ file: 'spy_mass_index_25.txt.gz', name: 'massIndex', periods: { period: 25 }, columns: { massIndex: 'MassIndex' }, off: 1e-4 },
	{ file: 'spy_mfi.txt.gz', name: 'mfi', periods: { period: 20 }, columns: { mfi: 'Money Flow Index 20' } },
	{ file: 'spy_midprice.txt.gz', name: 'midprice', periods: { period: 5 }, columns: { midprice: 'MIDPRICE_5' } },
	{ file: 'spy_natr.txt.gz', name: 'natr', periods: { period: 5 }, columns: { natr: 'NATR_5' } },
	{ file: 'spy_rocr.txt.gz', name: 'rocr', periods: { period: 5 }, columns: { rocr: 'ROCR_5' } },
	{ file: 'spy_tr.txt.gz', name: 'trueRange', columns: { trueRange: 'TR' } },
	{ file: 'spy_trix.txt.gz', name: 'trix', periods: { period: 5 }, columns: { trix: 'TRIX_5' } },
	{ file: 'spy_tsi.csv.gz', name: 'tsi', periods: { slow: 25, fast: 13, signal: 7 }, columns: { tsi: 'TSI_25_13', signal: 'Signal_7' } },
	{ file: 'spy_with_ForceIndex.csv.gz', name: 'force', periods: { period: 20 }, columns: { force: 'ForceIndex20' } },
	{ file: 'spy_with_StochRSI.csv.gz', name: 'stochRsi', periods: { period: 14, window: 14, k: 3, d: 3 }, columns: { k: 'k', d: 'd' } },
	{ file: 'spy_with_cci.txt.gz', name: 'cci', periods: { period: 14 }, columns: { cci: 'Commodity Channel Index (CCI) 14' }, off: 3e-3 },
	{
		file: 'spy_with_don50.txt.gz',
		name: 'donchian',
		periods: { period: 50 },
		columns: { upper: 'Donchian Channels 50 Top', lower: 'Donchian Channels 50 Bottom', middle: 'Donchian Channels 50 Mean' },
	},
	{
		file: 'spy_with_ichimoku.csv.gz',
		name: 'ichimoku',
		periods: { tenkan: 9, kijun: 26, senkou: 52, delay: 26 },
		columns: { tenkan: 'Tenkan', kijun: 'Kijun', senkouA: 'Senkou A', senkouB: 'Senkou B' },
	},
	{
		file: 'spy_with_keltner.csv.gz',
		name: 'keltner',
		periods: { period: 20 },
		columns: { upper: 'Keltner Channels 20 Top', lower: 'Keltner Channels 20 Bottom', middle: 'Middle Band' },
	},
	{ file: 'spy_with_kvo.csv.gz', name: 'klinger', periods: { fast: 5, slow: 10 }, columns: { klinger: 'KVO5_10' } },
	{ file: 'spy_with_obv.txt.gz', name: 'obv', columns: { obv: 'OBV' }, off: 2e3 },
	{ file: 'spy_with_roc50.txt.gz', name: 'momentum', periods: { period: 50 }, columns: { momentum: 'Rate of Change 50' }, off: 2e-5 },
	{ file: 'spy_with_rsv.csv.gz', name: 'rogersSatchell', periods: { period: 9 }, columns: { rogersSatchell: 'RSV9' } },
	{
		file: 'spy_with_stoch12k3.txt.gz',
		name: 'stochastic',
		periods: { period: 12, k: 3, d: 5 },
		columns: { k: 'Stochastics 12 %K 3', d: '%D 5' },
		off: 4e-4,
	},
	{ file: 'spy_with_vwap.txt.gz', name: 'vwap', periods: { period: 50 }, columns: { vwap: 'Moving VWAP 50' } },
	{ file: 'spy_with_williamsR14.txt.gz', name: 'williamsR', periods: { period: 14 }, columns: { williamsR: 'Williams %R 14' }, off: 4e-4 },
	{ file: 'spy_wto.csv.gz', name: 'waveTrend', periods: { channel: 10, average: 21, signal: 4 }, columns: { wt1: 'WT1', wt2: 'WT2' } },
	{
		file: 'spy_acceleration_bands_20_4.txt.gz',
		name: 'acceleration',
		periods: { period: 20 },
		columns: { middle: 'MiddleBand', upper: 'UpperBand', lower: 'LowerBand' },
	},
	{ file: 'spy_ad_osc.txt.gz', name: 'adOscillator', periods: { fast: 3, slow: 10 }, columns: { adOscillator: 'AdOsc_3_10' } },
	{ file: 'spy_pso.csv.gz', name: 'pso', periods: { period: 8, smooth: 5 }, columns: { pso: 'pso' } },
	{ file: 'spy_sr.txt.gz', name: 'sharpe', periods: { period: 10 }, columns: { sharpe: 'SR_10' }, withoutLast: true },
	{ file: 'spy_tdd.csv.gz', name: 'downsideDeviation', periods: { period: 3 }, columns: { downsideDeviation: 'tdd' } },
	{ file: 'spy_vidya.txt.gz', name: 'vidya', periods: { period: 9 }, columns: { vidya: 'VIDYA_9' } },
	{ file: 'spy_asi.csv.gz', name: 'accumulativeSwing', periods: { limit: 8 }, columns: { asi: 'ASI' } },
	{ file: 'spx_lwma.csv.gz', name: 'lwma', periods: { period: 6 }, columns: { lwma: 'LWMA' } },
	{ file: 'spy_sarext.txt.gz', name: 'parabolicSar', columns: { sar: 'SAR', signed: 'SAREXT' } },
	{ file: 'spy_pivot_pnt_hl.txt.gz', name: 'pivots', periods: { length: 10 }, columns: { pivot: 'PPHL' } },
	{ file: 'spy_with_hilbert.csv.gz', name: 'hilbert', periods: { length: 7 }, columns: { inPhase: 'InPhase', quadrature: 'Quadrature' } },
	{
		file: 'spy_swiss.txt.gz',
		name: 'swissArmyKnife',
		periods: { period: 20 },
		columns: { gauss: 'Gauss', butter: 'Butter', highPass: 'HP', twoPoleHighPass: '2PHP' },
		// Filters forget how they began; the table began otherwise.
		from: 100,
	},
	{ file: 'spy_valueatrisk.csv.gz', name: 'valueAtRisk', periods: { period: 252, confidence: 0.99 }, columns: { valueAtRisk: 'VaR_99' } },
	{ file: 'spy_valueatrisk.csv.gz', name: 'valueAtRisk', periods: { period: 252, confidence: 0.9 }, columns: { valueAtRisk: 'VaR_90' } },
	{ file: 'spy_sm.csv.gz', name: 'squeeze', periods: { period: 20 }, columns: { squeeze: 'squeeze on' } },
	{ file: 'td_sequential_test_data.csv.gz', name: 'tdSequential', columns: { phase: 'TDS' } },
	{
		file: 'vp_datatest.csv.gz',
		name: 'volumeProfile',
		periods: { period: 3, step: 0.05 },
		columns: { pointOfControl: 'POCPrice', volume: 'POCVolume', high: 'PH', low: 'PL', valueHigh: 'VAH', valueLow: 'VAL' },
	},
	{ file: 'eurusd60_dem.txt.gz', name: 'demarker', periods: { period: 14 }, columns: { demarker: 'DeM' } },
];

describe.skipIf(!oraclesGiven)('indicators have the values of published tables (../shared/data/oracles)', () => {
	it.each(cases)('$name: $file', ({ file, name, periods = {}, columns, off = 0, withoutLast, from = 0 }) => {
		const oracle = readOracle(file);
		const make: IndicatorFactory = indicators[name] as IndicatorFactory;
		const indicator = make(new State(), periods);
		const values = new Float64Array(indicator.outputs.length);
		const printed = Object.entries(columns).map(([output, column]) => ({
			at: indicator.outputs.indexOf(output),
			cells: oracle.column(column),
		}));
		let compared = 0;
		const last = oracle.bars.length - (withoutLast ? 1 : 0);
		oracle.bars.slice(0, last).forEach((bar, row) => {
			indicator.update(bar, values);
			for (const { at, cells } of printed) {
				const cell = cells[row] ?? '';
				const value = values[at] ?? Number.NaN;
				// Before they are ready some tables print nothing, some NaN, some 0.
				if (row < from || cell === '' || cell === 'NaN' || Number.isNaN(value)) continue;
				compared += 1;
				expect(Math.abs(value - Number(cell)), `row ${row}: ${value}, the table has ${cell}`).toBeLessThanOrEqual(
					Math.max(off, precisionOf(cell)),
				);
			}
		});
		expect(compared).toBeGreaterThan(printed.length * Math.min(oracle.bars.length / 2, 12));
	});
});
