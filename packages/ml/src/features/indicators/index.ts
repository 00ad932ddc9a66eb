import type { Indicator } from '../bar.ts';
import { candles } from '../candles/index.ts';
import type { State } from '../state.ts';
import * as averages from './averages.ts';
import * as momentum from './momentum.ts';
import * as risk from './risk.ts';
import { tdSequential } from './td-sequential.ts';
import * as trend from './trend.ts';
import * as volatility from './volatility.ts';
import * as volume from './volume.ts';
import { volumeProfile } from './volume-profile.ts';

const { Strength: _strength, ...momentumIndicators } = momentum;
const { TrueRange: _trueRange, ...volatilityIndicators } = volatility;

/** All indicators by name: each takes where it keeps its state, and its periods. */
export const indicators = {
	...{ ...averages, ...momentumIndicators, ...volatilityIndicators, ...volume, ...trend, ...risk },
	...{ candles, tdSequential, volumeProfile },
} as const;
export type IndicatorName = keyof typeof indicators;
export type IndicatorFactory = (state: State, periods: Readonly<Record<string, number>>) => Indicator;
