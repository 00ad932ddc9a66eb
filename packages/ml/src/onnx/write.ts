import { Writer } from './wire.ts';

/** Numbers of onnx.proto (ONNX 1.12, ir_version 8): https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
const irVersion = 8;
const opset = 17;
const mlOpset = 3;
export const mlDomain = 'ai.onnx.ml';
const float = 1;

export type Attribute =
	| { readonly name: string; readonly int: number }
	| { readonly name: string; readonly float: number }
	| { readonly name: string; readonly string: string }
	| { readonly name: string; readonly ints: ArrayLike<number> & Iterable<number> }
	| { readonly name: string; readonly floats: ArrayLike<number> }
	| { readonly name: string; readonly strings: readonly string[] };
export type Node = {
	readonly op: string;
	readonly domain?: string;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	readonly attributes?: readonly Attribute[];
};
/** Constants of 32-bit floats, row-major. */
export type Initializer = { readonly name: string; readonly dims: readonly number[]; readonly values: ArrayLike<number> };
/** A graph from `features` [batch, width] to `prediction` [batch, outputs]. */
export type Graph = {
	readonly name: string;
	readonly width: number;
	readonly outputs: number;
	readonly nodes: readonly Node[];
	readonly initializers: readonly Initializer[];
	/** What travels with the model: names of features, how it was trained. */
	readonly metadata: Readonly<Record<string, string>>;
};

export const inputName = 'features';
export const outputName = 'prediction';

export function writeAttribute(to: Writer, attribute: Attribute): void {
	to.string(1, attribute.name);
	if ('int' in attribute) to.int(3, attribute.int).int(20, 2);
	else if ('float' in attribute) to.float(2, attribute.float).int(20, 1);
	else if ('string' in attribute) to.string(4, attribute.string).int(20, 3);
	else if ('ints' in attribute) to.ints(8, attribute.ints).int(20, 7);
	else if ('floats' in attribute) to.floats(7, attribute.floats).int(20, 6);
	else {
		for (const item of attribute.strings) to.string(9, item);
		to.int(20, 8);
	}
}

export const writeTensorInfo =
	(name: string, width: number) =>
	(info: Writer): void => {
		info
			.string(1, name)
			.message(2, (type) =>
				type.message(1, (tensor) =>
					tensor
						.int(1, float)
						.message(2, (shape) => shape.message(1, (dim) => dim.string(2, 'batch')).message(1, (dim) => dim.int(1, width))),
				),
			);
	};

export function writeOnnx({ name, width, outputs, nodes, initializers, metadata }: Graph): Uint8Array {
	const model = new Writer()
		.int(1, irVersion)
		.string(2, 'meridian')
		.message(7, (graph) => {
			for (const node of nodes)
				graph.message(1, (to) => {
					for (const input of node.inputs) to.string(1, input);
					for (const output of node.outputs) to.string(2, output);
					to.string(4, node.op);
					for (const attribute of node.attributes ?? []) to.message(5, (inner) => writeAttribute(inner, attribute));
					if (node.domain !== undefined) to.string(7, node.domain);
				});
			graph.string(2, name);
			for (const { name: tensor, dims, values } of initializers)
				graph.message(5, (to) => to.ints(1, dims).int(2, float).floats(4, values).string(8, tensor));
			graph.message(11, writeTensorInfo(inputName, width)).message(12, writeTensorInfo(outputName, outputs));
		});
	model.message(8, (set) => set.string(1, '').int(2, opset)).message(8, (set) => set.string(1, mlDomain).int(2, mlOpset));
	for (const [key, value] of Object.entries(metadata)) model.message(14, (entry) => entry.string(1, key).string(2, value));
	return model.finish();
}
