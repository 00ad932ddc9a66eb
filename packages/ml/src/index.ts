export { checkDataset, type Dataset, pick, rowCount } from './data/dataset.ts';
export * from './gbdt/index.ts';
export { areaUnderCurve, ndcg } from './metrics/ranking.ts';
export { inspectOnnx, type OnnxFacts, type OnnxRules, onnxRules, refusalOf } from './onnx/inspect.ts';
export { Random } from './random/random.ts';
export { ortScorer } from './serving/ort.ts';
export { type Scorer, scorerOf } from './serving/scorer.ts';
