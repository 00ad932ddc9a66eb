import { readFile } from 'node:fs/promises';
import { gateModel, inspectOnnx, modelObjectKey, sha256OfModel, signModel } from '@meridian/ml';
import type { MlflowRequest } from './door.ts';

/** What became of a version's model: its hash, signed, and what the gate saw, or why it may not serve. */
export type Gated = {
	readonly sha256: string | null;
	readonly signature: string | null;
	readonly lineage: Record<string, string | number>;
};
const refused = (reason: string): Gated => ({ sha256: null, signature: null, lineage: { refused: reason } });

const source = /^(?:mlflow-artifacts:\/+|runs:\/+)([^/]+)(?:\/(.*))?$/;

/**
 * Finds the ONNX file below a version's source and tries it. A version without one is a record like any other; it can't go into production.
 */
export async function gateSource(request: MlflowRequest, given: string): Promise<Gated> {
	const [, runId, path = ''] = source.exec(given) ?? [];
	if (runId === undefined) return refused('the source is not an artifact of a run here');
	const below = path.replace(/\/+$/, '');
	const rows = await request.db.mlArtifact.findMany({ where: { runId, path: { endsWith: '.onnx' } }, orderBy: { path: 'asc' } });
	const row = rows.find((one) => below === '' || one.path === below || one.path.startsWith(`${below}/`));
	if (row === undefined) return refused('there is no .onnx file below the source');
	const bytes = await readFile(await request.objects.localFile(modelObjectKey(request.viewer.tenantId, row.sha256)));
	const report = await gateModel(bytes);
	if ('refused' in report) return refused(report.refused);
	// Signed is what the gate saw: a file that changed since it came is none that was sent.
	if (sha256OfModel(bytes) !== row.sha256) return refused('the file is not the one that was sent');
	const { producer, metadata } = inspectOnnx(bytes);
	return {
		sha256: row.sha256,
		signature: await signModel(request.keys, { tenantId: request.viewer.tenantId, sha256: row.sha256 }),
		lineage: { ...report, producer, ...(metadata.features === undefined ? {} : { features: metadata.features }) },
	};
}
