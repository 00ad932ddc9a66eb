import { cpus, release, totalmem, type } from 'node:os';

/** The hardware and system in one line, so that a figure never travels without them. */
export function machine(): string {
	const processors = cpus();
	const model = processors[0]?.model.trim() ?? 'unknown processor';
	return `${processors.length} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()} ${process.arch}`;
}
