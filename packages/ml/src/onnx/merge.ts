import { asBytes, asInt, asText, fields, Writer } from './wire.ts';
import { type Attribute, inputName, outputName, writeAttribute, writeTensorInfo } from './write.ts';

/** How members become one answer: their weighted mean, or what another model makes of their answers side by side. */
export type Blend = { readonly weights: readonly number[] } | { readonly stacker: Uint8Array };

const float = 1;
type Tensor = { readonly name: string; readonly elementType: number; readonly dims: readonly (number | undefined)[] };
type Parsed = {
	readonly irVersion: number;
	readonly opsets: ReadonlyMap<string, number>;
	readonly nodes: readonly Uint8Array[];
	readonly initializers: readonly Uint8Array[];
	readonly input: Tensor;
	readonly output: string;
};

/**
 * One ONNX file of several: each member's graph under names of its own, all fed by the same rows. What comes out is a model like any other, so that it is gated, signed,
 * promoted, watched and rolled back as one.
 *
 * @param input.width features that each member takes
 * @param input.outputs numbers that each member answers a row
 * @throws RangeError where members are of different operator sets, of a fixed batch, or of other shapes than rows of features
 */
export function mergeOnnx(input: {
	readonly members: readonly Uint8Array[];
	readonly width: number;
	readonly outputs: number;
	readonly blend: Blend;
	/** Of the whole: as its blend answers. */
	readonly answers: number;
	readonly metadata: Readonly<Record<string, string>>;
}): Uint8Array {
	const { width, outputs, blend, answers, metadata } = input;
	const members = input.members.map(parse);
	const stacker = 'stacker' in blend ? parse(blend.stacker) : undefined;
	const all = stacker === undefined ? members : [...members, stacker];
	const [first] = all;
	if (first === undefined || members.length < 2) throw new RangeError('an ensemble needs two members or more');
	const opsets = commonOpsets(all);
	const model = new Writer().int(1, Math.max(...all.map(({ irVersion }) => irVersion))).string(2, 'meridian');
	model.message(7, (graph) => {
		const flat = members.map((member, at) => {
			const prefix = `m${at}/`;
			copy(member, { graph, prefix, fedBy: inputName });
			const to = `${prefix}flat`;
			writeNode(graph, { op: 'Flatten', inputs: [prefix + member.output], output: to, attributes: [{ name: 'axis', int: 1 }] });
			return to;
		});
		if (stacker !== undefined) {
			writeNode(graph, { op: 'Concat', inputs: flat, output: 'beside', attributes: [{ name: 'axis', int: 1 }] });
			copy(stacker, { graph, prefix: 'stack/', fedBy: 'beside' });
			writeNode(graph, { op: 'Flatten', inputs: [`stack/${stacker.output}`], output: outputName, attributes: [{ name: 'axis', int: 1 }] });
		} else writeMean(graph, { flat, weights: 'weights' in blend ? blend.weights : [] });
		graph.string(2, 'ensemble');
		graph
			.message(11, writeTensorInfo(inputName, width))
			.message(12, writeTensorInfo(outputName, stacker === undefined ? outputs : answers));
	});
	for (const [domain, version] of opsets) model.message(8, (set) => set.string(1, domain).int(2, version));
	for (const [key, value] of Object.entries(metadata)) model.message(14, (entry) => entry.string(1, key).string(2, value));
	return model.finish();
}

/** @throws RangeError where weights do not fit. */
function writeMean(graph: Writer, { flat, weights }: { readonly flat: readonly string[]; readonly weights: readonly number[] }): void {
	const total = weights.reduce((sum, weight) => sum + weight, 0);
	if (weights.length !== flat.length || weights.some((weight) => !(weight >= 0)) || !(total > 0))
		throw new RangeError('an ensemble needs one weight from 0 on for each member, and not only zeros');
	const shares = flat.map((name, at) => {
		const [share, to] = [`share${at}`, `${name}/share`];
		graph.message(5, (tensor) =>
			tensor
				.ints(1, [1])
				.int(2, float)
				.floats(4, [(weights[at] ?? 0) / total])
				.string(8, share),
		);
		writeNode(graph, { op: 'Mul', inputs: [name, share], output: to });
		return to;
	});
	writeNode(graph, { op: 'Sum', inputs: shares, output: outputName });
}

function writeNode(
	graph: Writer,
	of: { readonly op: string; readonly inputs: readonly string[]; readonly output: string; readonly attributes?: readonly Attribute[] },
): void {
	graph.message(1, (to) => {
		for (const name of of.inputs) to.string(1, name);
		to.string(2, of.output).string(4, of.op);
		for (const attribute of of.attributes ?? []) to.message(5, (inner) => writeAttribute(inner, attribute));
	});
}

/** A member's nodes and constants, renamed; its input is another tensor's name. */
function copy(
	{ nodes, initializers, input }: Parsed,
	{ graph, prefix, fedBy }: { readonly graph: Writer; readonly prefix: string; readonly fedBy: string },
): void {
	// An empty name is an optional input that is left out.
	const renamed = (name: string): string => (name === '' ? '' : name === input.name ? fedBy : prefix + name);
	for (const node of nodes)
		graph.message(1, (to) => {
			for (const field of fields(node))
				if (field.number <= 2) to.string(field.number, renamed(asText(field)));
				// Its own name says nothing, but must not be another's.
				else if (field.number === 3) to.string(3, prefix + asText(field));
				else to.bytes(field.number, asBytes(field));
		});
	for (const tensor of initializers) {
		const name = nameOf(tensor);
		// Of a field that stands twice the last one counts.
		graph.bytes(5, Buffer.concat([tensor, new Writer().string(8, prefix + name).finish()]));
	}
}

function commonOpsets(all: readonly Parsed[]): ReadonlyMap<string, number> {
	const common = new Map<string, number>();
	for (const { opsets } of all)
		for (const [domain, version] of opsets) {
			const known = common.get(domain);
			if (known !== undefined && known !== version)
				throw new RangeError(`members use operator sets ${known} and ${version} of "${domain}": export them for the same one`);
			common.set(domain, version);
		}
	return common;
}

function parse(bytes: Uint8Array): Parsed {
	let irVersion = 0;
	let graph: Uint8Array | undefined;
	const opsets = new Map<string, number>();
	for (const field of fields(bytes)) {
		if (field.number === 1) irVersion = asInt(field);
		else if (field.number === 7) graph = asBytes(field);
		else if (field.number === 8) {
			const set = [...fields(asBytes(field))];
			const domain = set.find(({ number }) => number === 1);
			const version = set.find(({ number }) => number === 2);
			const name = domain === undefined ? '' : asText(domain);
			opsets.set(name === 'ai.onnx' ? '' : name, version === undefined ? 0 : asInt(version));
		}
	}
	if (graph === undefined) throw new RangeError('this is not an ONNX model');
	const parts = [...fields(graph)];
	const of = (number: number): Uint8Array[] => parts.filter((field) => field.number === number).map(asBytes);
	if (of(15).length > 0) throw new RangeError('sparse constants can not be merged');
	const initializers = of(5);
	const constants = new Set(initializers.map(nameOf));
	const input = of(11)
		.map(tensorOf)
		.find(({ name }) => !constants.has(name));
	const output = of(12)
		.map(tensorOf)
		.findLast(({ elementType }) => elementType === float);
	if (input === undefined || output === undefined) throw new RangeError('a member must take and answer 32-bit floats');
	const [batch] = input.dims;
	if (input.dims.length !== 2 || batch !== undefined) throw new RangeError('a member must take [batch, features] with any number of rows');
	return { irVersion, opsets, nodes: of(1), initializers, input, output: output.name };
}

/** Name of a TensorProto. */
function nameOf(tensor: Uint8Array): string {
	const name = [...fields(tensor)].findLast(({ number }) => number === 8);
	return name === undefined ? '' : asText(name);
}

const inner = (bytes: Uint8Array, number: number): Uint8Array => {
	const found = [...fields(bytes)].find((field) => field.number === number);
	return found === undefined ? new Uint8Array() : asBytes(found);
};

/** Of a ValueInfoProto; sizes that are free are undefined. */
function tensorOf(info: Uint8Array): Tensor {
	const all = [...fields(info)];
	const name = all.find(({ number }) => number === 1);
	const type = inner(inner(info, 2), 1);
	const element = [...fields(type)].find(({ number }) => number === 1);
	const dims = [...fields(inner(type, 2))]
		.filter(({ number }) => number === 1)
		.map((dim) => {
			const size = [...fields(asBytes(dim))].find(({ number }) => number === 1);
			const value = size === undefined ? 0 : asInt(size);
			return value > 0 ? value : undefined;
		});
	return { name: name === undefined ? '' : asText(name), elementType: element === undefined ? 0 : asInt(element), dims };
}
