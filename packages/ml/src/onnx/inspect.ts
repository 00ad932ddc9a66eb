import { asBytes, asInt, asText, fields } from './wire.ts';

/** What an ONNX file says about itself, read without running any of it. */
export type OnnxFacts = {
	readonly irVersion: number;
	readonly producer: string;
	readonly opsets: readonly { readonly domain: string; readonly version: number }[];
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	readonly operators: readonly string[];
	readonly hasExternalData: boolean;
	readonly metadata: Readonly<Record<string, string>>;
};

/** What is allowed in. Operators with a body of their own (loops, branches) make time unbounded. */
export type OnnxRules = {
	readonly bytesMax: number;
	readonly irVersionMax: number;
	/** By domain: the newest opset. */
	readonly opsetMax: Readonly<Record<string, number>>;
	readonly operatorsRefused: readonly string[];
};
export const onnxRules: OnnxRules = {
	bytesMax: 64 * 2 ** 20,
	irVersionMax: 11,
	opsetMax: { '': 23, 'ai.onnx.ml': 5 },
	operatorsRefused: ['Loop', 'Scan', 'If', 'SequenceMap', 'Optional', 'StringNormalizer', 'TfIdfVectorizer', 'ImageDecoder'],
};

const depthMax = 16;

type Draft = {
	irVersion: number;
	producer: string;
	opsets: { domain: string; version: number }[];
	inputs: string[];
	outputs: string[];
	operators: Set<string>;
	initializers: Set<string>;
	hasExternalData: boolean;
	metadata: Record<string, string>;
};

/** @throws RangeError saying what is wrong with the file. */
export function inspectOnnx(bytes: Uint8Array): OnnxFacts {
	const draft: Draft = {
		...{ irVersion: 0, producer: '', opsets: [], inputs: [], outputs: [] },
		...{ operators: new Set<string>(), initializers: new Set<string>(), hasExternalData: false, metadata: {} },
	};
	let graphs = 0;
	for (const field of fields(bytes)) {
		if (field.number === 1) draft.irVersion = asInt(field);
		else if (field.number === 2) draft.producer = asText(field);
		else if (field.number === 7) {
			graphs += 1;
			readGraph(asBytes(field), draft, 0);
		} else if (field.number === 8) draft.opsets.push(readOpset(asBytes(field)));
		else if (field.number === 14) readMetadata(asBytes(field), draft);
		else if (field.number === 25) throw new RangeError('the model brings functions of its own, which are not taken');
	}
	if (graphs !== 1 || draft.irVersion < 1) throw new RangeError('this is not an ONNX model');
	const { operators, initializers, inputs, ...rest } = draft;
	return { ...rest, operators: [...operators].toSorted(), inputs: inputs.filter((name) => !initializers.has(name)) };
}

/** Why a file is not taken, or undefined. */
export function refusalOf(bytes: Uint8Array, rules: OnnxRules = onnxRules): string | undefined {
	if (bytes.length > rules.bytesMax) return `the file has ${bytes.length} bytes, ${rules.bytesMax} are allowed`;
	let facts: OnnxFacts;
	try {
		facts = inspectOnnx(bytes);
	} catch (error) {
		if (error instanceof RangeError) return error.message;
		throw error;
	}
	if (facts.hasExternalData) return 'tensors are kept in other files: save the model as one file';
	if (facts.irVersion > rules.irVersionMax) return `IR version ${facts.irVersion} is newer than ${rules.irVersionMax}`;
	for (const { domain, version } of facts.opsets) {
		const newest = rules.opsetMax[domain === 'ai.onnx' ? '' : domain];
		if (newest === undefined) return `operators of the domain "${domain}" are not known here`;
		if (version > newest) return `opset ${version} of "${domain}" is newer than ${newest}`;
	}
	const refused = facts.operators.find((operator) => rules.operatorsRefused.includes(operator));
	if (refused !== undefined) return `the operator ${refused} is not allowed: how long it takes can't be bounded`;
	if (facts.inputs.length !== 1) return `the model must have one input, it has ${facts.inputs.length}`;
	return undefined;
}

function readGraph(bytes: Uint8Array, draft: Draft, depth: number): void {
	if (depth > depthMax) throw new RangeError('graphs are nested too deep');
	for (const field of fields(bytes)) {
		if (field.number === 1) readNode(asBytes(field), draft, depth);
		else if (field.number === 5) readTensor(asBytes(field), draft);
		else if (depth === 0 && field.number === 11) draft.inputs.push(nameIn(asBytes(field)));
		else if (depth === 0 && field.number === 12) draft.outputs.push(nameIn(asBytes(field)));
	}
}

function readNode(bytes: Uint8Array, draft: Draft, depth: number): void {
	for (const field of fields(bytes)) {
		if (field.number === 4) draft.operators.add(asText(field));
		if (field.number !== 5) continue;
		for (const attribute of fields(asBytes(field))) {
			if (attribute.number === 5 || attribute.number === 10) readTensor(asBytes(attribute), draft);
			if (attribute.number === 6 || attribute.number === 11) readGraph(asBytes(attribute), draft, depth + 1);
		}
	}
}

function readTensor(bytes: Uint8Array, draft: Draft): void {
	for (const field of fields(bytes)) {
		if (field.number === 8) draft.initializers.add(asText(field));
		if (field.number === 13 || (field.number === 14 && asInt(field) !== 0)) draft.hasExternalData = true;
	}
}

function readOpset(bytes: Uint8Array): { domain: string; version: number } {
	const opset = { domain: '', version: 0 };
	for (const field of fields(bytes)) {
		if (field.number === 1) opset.domain = asText(field);
		if (field.number === 2) opset.version = asInt(field);
	}
	return opset;
}

function readMetadata(bytes: Uint8Array, draft: Draft): void {
	const entry = { 1: '', 2: '' };
	for (const field of fields(bytes)) if (field.number === 1 || field.number === 2) entry[field.number] = asText(field);
	draft.metadata[entry[1]] = entry[2];
}

function nameIn(bytes: Uint8Array): string {
	for (const field of fields(bytes)) if (field.number === 1) return asText(field);
	return '';
}
