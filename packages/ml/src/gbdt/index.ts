export { gainImportance, permutationImportance } from './importance.ts';
export { type GbdtModel, predictGbdt, rawScores } from './model.ts';
export { objectiveOf } from './objectives/index.ts';
export { type GbdtOptions, type GbdtParameters, gbdtParameters } from './parameters.ts';
export { expectedValue, shapValues } from './shap.ts';
export { gbdtToOnnx } from './to-onnx.ts';
export { type GbdtInput, type GbdtProgress, type GbdtRounds, GbdtTrainer, trainGbdt, trainingBytes } from './train.ts';
export type { Tree } from './tree.ts';
