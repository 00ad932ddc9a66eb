export { checkDataset, type Dataset, pick, rowCount } from './data/dataset.ts';
export { Bandit, type BanditState } from './experiments/bandit.ts';
export { type SequentialAnswer, SequentialTest } from './experiments/sequential.ts';
export { type Arm, armOf } from './experiments/split.ts';
export { type Bar, type Indicator, single } from './features/bar.ts';
export {
	type FeatureDefinition,
	type FeatureSetDefinition,
	featureName,
	featureSetDefinition,
	instrumentName,
	referencesOf,
} from './features/definition.ts';
export { FeatureEngine, type FeatureSnapshot } from './features/engine.ts';
export { packQuotes, quoteWidth, unpackQuotes } from './features/from-ticks.ts';
export { type IndicatorFactory, type IndicatorName, indicators } from './features/indicators/index.ts';
export { asOf, direction, horizonReturn, type Labels, type Prices, tripleBarrier } from './features/labels.ts';
export { type FeatureTable, futureFeatures } from './features/leakage.ts';
export { mergeQuotes, type QuoteChunk } from './features/merge-quotes.ts';
export { type MicrostructureName, microstructure, type Quote, type QuoteFeature } from './features/microstructure.ts';
export { type BreadthName, breadth } from './features/pairs/breadth.ts';
export { type PairName, pairs } from './features/pairs/index.ts';
export type { PairFactory, PairIndicator } from './features/pairs/pair.ts';
export { State } from './features/state.ts';
export { featureTable } from './features/table.ts';
export * from './gbdt/index.ts';
export { type FeatureImportance, type ModelCard, modelCard } from './jobs/card.ts';
export { builtInFeatureSet, builtInFeatureSets } from './jobs/feature-sets.ts';
export { type FitInput, type FitStep, type Fitted, type Fitter, fitterOf, lossOf, metricsOf } from './jobs/fitter.ts';
export { findPython, type ParquetTable, pythonFitter } from './jobs/python.ts';
export * from './jobs/request.ts';
export { type RunProgress, type RunResult, TrainingRun } from './jobs/run.ts';
export { type StackMember, StackTable } from './jobs/stack.ts';
export { type FeatureRows, labelsOf, RowBuilder, type TrainingTable, trainingTable } from './jobs/table.ts';
export { type ElasticNetOptions, elasticNetParameters, type LinearModel, predictLinear, trainElasticNet } from './linear/elastic-net.ts';
export { Ftrl, type FtrlOptions, type FtrlState } from './linear/ftrl.ts';
export { type CalibratorState, GuardedCalibrator } from './linear/guarded-calibrator.ts';
export { areaUnderCurve, ndcg } from './metrics/ranking.ts';
export { binaryMetrics, multiclassMetrics, regressionMetrics } from './metrics/scores.ts';
export { type MlpOptions, mlpParameters } from './mlp/parameters.ts';
export { type MlpModel, type MlpProgress, MlpTrainer, predictMlp, trainMlp } from './mlp/train.ts';
export { linearToOnnx, mlpToOnnx } from './onnx/dense.ts';
export { inspectOnnx, type OnnxFacts, type OnnxRules, onnxRules, refusalOf } from './onnx/inspect.ts';
export { type Blend, mergeOnnx } from './onnx/merge.ts';
export { Random } from './random/random.ts';
export { type DirectionReport, describeDirection, directionFeatures, directionReport } from './report/direction.ts';
export { compareVersions, isWin, type JudgedPrediction, type VersionComparison } from './serving/compare.ts';
export { type Confidence, confidenceOf, type Promise90, promiseOfCard } from './serving/confidence.ts';
export { ensemble } from './serving/ensemble.ts';
export { type GateReport, type GateRules, gateModel, gateRules } from './serving/gate.ts';
export { ortScorer } from './serving/ort.ts';
export { plainPlan, type ServingPlan, servingPlan, splitVersion } from './serving/plan.ts';
export { type Scorer, scorerOf } from './serving/scorer.ts';
export { type Served, ServedModel } from './serving/served-model.ts';
export { checkModel, modelObjectKey, sha256OfModel, signModel } from './serving/signature.ts';
export { Halving } from './tuning/halving.ts';
export { type Point, type SearchSpace, searchSpace } from './tuning/space.ts';
export { Study, type StudyState, type Trial, type TrialStatus } from './tuning/study.ts';
export { anywhere, type Observation, suggest } from './tuning/tpe.ts';
export { latest, purgedBefore } from './validation/holdout.ts';
export { type Fold, type LabelSpans, walkForward } from './validation/walk-forward.ts';
export { type CalibrationBin, calibration, calibrationError, conformalHalfWidth } from './watch/calibration.ts';
export { kolmogorovSmirnov } from './watch/kolmogorov-smirnov.ts';
export {
	type Baseline,
	baselineOf,
	type DriftAlarm,
	ModelMonitor,
	type MonitorRules,
	monitorRules,
	type WindowReport,
} from './watch/monitor.ts';
export { PageHinkley } from './watch/page-hinkley.ts';
export { countIn, equalBins, populationStability } from './watch/psi.ts';
export { baselineOfCard, lossOfOutcome, WatchedModel, type WatchReport, watchReport } from './watch/watched.ts';
