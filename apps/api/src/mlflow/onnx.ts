import { readFile } from 'node:fs/promises';
import { gateModel, inspectOnnx } from '@meridian/ml';
import { objectKey } from './artifacts.ts';
import type { MlflowRequest } from './door.ts';

/** What became of a version's model: its hash and what the gate saw, or why it may not serve. */
export type Gated = { readonly sha256: string | null; readonly lineage: Record<string, string | number> };

const source = /^(?:mlflow-artifacts:\/+|runs:\/+)([^/]+)(?:\/(.*))?$/;

/**
 * Finds the ONNX file below a version's source and tries it. A version without one is a record like any other; it can't go into production.
 */
export async function gateSource(request: MlflowRequest, given: string): Promise<Gated> {
	const [, runId, path = ''] = source.exec(given) ?? [];
	if (runId === undefined) return { sha256: null, lineage: { refused: 'the source is not an artifact of a run here' } };
	const below = path.replace(/\/+$/, '');
	const rows = await request.db.mlArtifact.findMany({ where: { runId, path: { endsWith: '.onnx' } }, orderBy: { path: 'asc' } });
	const row = rows.find((one) => below === '' || one.path === below || one.path.startsWith(`${below}/`));
	if (row === undefined) return { sha256: null, lineage: { refused: 'there is no .onnx file below the source' } };
	const bytes = await readFile(await request.objects.localFile(objectKey(request.viewer.tenantId, row.sha256)));
	const report = await gateModel(bytes);
	if ('refused' in report) return { sha256: null, lineage: { refused: report.refused } };
	const { producer, metadata } = inspectOnnx(bytes);
	return {
		sha256: row.sha256,
		lineage: { ...report, producer, ...(metadata.features === undefined ? {} : { features: metadata.features }) },
	};
}
