import { inputName, mlDomain, type Node, outputName, writeOnnx } from '../onnx/write.ts';
import type { GbdtModel } from './model.ts';

/** What the objective does to raw scores, as ONNX says it. */
const transforms: Readonly<Record<GbdtModel['parameters']['objective'], Node['op'] | undefined>> = {
	binary: 'Sigmoid',
	multiclass: 'Softmax',
	regression: undefined,
	quantile: undefined,
	ranking: undefined,
};

/** One TreeEnsembleRegressor and the objective's transform. Thresholds and leaves are of 32 bits already: it branches as the model does. */
export function gbdtToOnnx(model: GbdtModel, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
	const nodes = flatten(model);
	const transform = transforms[model.parameters.objective];
	const scores = transform === undefined ? outputName : 'scores';
	const ensemble: Node = {
		...{ op: 'TreeEnsembleRegressor', domain: mlDomain, inputs: [inputName], outputs: [scores] },
		attributes: [
			{ name: 'n_targets', int: model.outputs },
			{ name: 'aggregate_function', string: 'SUM' },
			{ name: 'post_transform', string: 'NONE' },
			{ name: 'base_values', floats: model.baseScores },
			{ name: 'nodes_treeids', ints: nodes.tree },
			{ name: 'nodes_nodeids', ints: nodes.node },
			{ name: 'nodes_featureids', ints: nodes.feature },
			{ name: 'nodes_modes', strings: nodes.mode },
			{ name: 'nodes_values', floats: nodes.value },
			{ name: 'nodes_truenodeids', ints: nodes.yes },
			{ name: 'nodes_falsenodeids', ints: nodes.no },
			{ name: 'nodes_missing_value_tracks_true', ints: nodes.missingYes },
			{ name: 'target_treeids', ints: nodes.leafTree },
			{ name: 'target_nodeids', ints: nodes.leafNode },
			{ name: 'target_ids', ints: nodes.leafTarget },
			{ name: 'target_weights', floats: nodes.leafWeight },
		],
	};
	return writeOnnx({
		...{ name: `gbdt-${model.parameters.objective}`, width: model.names.length, outputs: model.outputs, initializers: [] },
		nodes: transform === undefined ? [ensemble] : [ensemble, { op: transform, inputs: [scores], outputs: [outputName] }],
		metadata: { features: JSON.stringify(model.names), parameters: JSON.stringify(model.parameters), ...metadata },
	});
}

/** Inner nodes of a tree keep their numbers, leaves come after them. */
function flatten({ trees, outputs }: GbdtModel) {
	const all = {
		...{ tree: [] as number[], node: [] as number[], feature: [] as number[], mode: [] as string[], value: [] as number[] },
		...{ yes: [] as number[], no: [] as number[], missingYes: [] as number[] },
		...{ leafTree: [] as number[], leafNode: [] as number[], leafTarget: [] as number[], leafWeight: [] as number[] },
	};
	trees.forEach((tree, t) => {
		const inner = tree.feature.length;
		const number = (child: number): number => (child < 0 ? inner + ~child : child);
		const add = (
			node: number,
			mode: string,
			[feature, value, yes, no, missing]: readonly [number, number, number, number, number],
		): void => {
			all.tree.push(t);
			all.node.push(node);
			all.mode.push(mode);
			all.feature.push(feature);
			all.value.push(value);
			all.yes.push(yes);
			all.no.push(no);
			all.missingYes.push(missing);
		};
		tree.feature.forEach((feature, n) => {
			const children = [number(tree.left[n] ?? -1), number(tree.right[n] ?? -1)] as const;
			add(n, 'BRANCH_LEQ', [feature, tree.threshold[n] ?? 0, ...children, tree.missingLeft[n] ?? 0]);
		});
		tree.leafValue.forEach((weight, leaf) => {
			add(inner + leaf, 'LEAF', [0, 0, 0, 0, 0]);
			all.leafTree.push(t);
			all.leafNode.push(inner + leaf);
			all.leafTarget.push(t % outputs);
			all.leafWeight.push(weight);
		});
	});
	return all;
}
