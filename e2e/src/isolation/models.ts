import { gbdtToOnnx, trainGbdt } from '@meridian/ml';
import { z } from 'zod';

const experiment = z.object({ experiment_id: z.string() });
const session = z.object({ data: z.object({ login: z.object({ token: z.string() }) }) });
const run = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });

function smallModel(): Uint8Array {
	const columns = [0, 1].map((f) => Float32Array.from({ length: 60 }, (_, i) => (i * (f + 3)) % 7));
	const dataset = { names: ['a', 'b'], columns, labels: Float32Array.from(columns[0] ?? []) };
	return gbdtToOnnx(trainGbdt({ dataset, options: { objective: 'regression', trees: 2 } }));
}

async function login(url: string, input: { readonly email: string; readonly password: string }): Promise<string> {
	const query = 'mutation($input: LoginInput!) { login(input: $input) { ... on LoginSuccess { token } } }';
	const response = await fetch(`${url}/graphql`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ query, variables: { input } }),
	});
	return session.parse(await response.json()).data.login.token;
}

/** Registers a model with two versions, the second in production and the first before it. @returns its name */
export async function registerModel(
	url: string,
	input: { readonly makerLogin: { readonly email: string; readonly password: string }; readonly approver: string },
): Promise<string> {
	const name = 'walk-direction';
	const maker = await login(url, input.makerLogin);
	const call = async (token: string, path: string, body: object): Promise<unknown> => {
		const response = await fetch(`${url}/mlflow/api/2.0/mlflow/${path}`, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
		return response.json();
	};
	const { experiment_id } = experiment.parse(await call(maker, 'experiments/create', { name: 'walk' }));
	const made = run.parse(await call(maker, 'runs/create', { experiment_id }));
	const source = `mlflow-artifacts:/${made.run.info.run_id}`;
	const sent = await fetch(`${url}/mlflow/api/2.0/mlflow-artifacts/artifacts/${made.run.info.run_id}/model.onnx`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${maker}` },
		body: Buffer.from(smallModel()),
	});
	if (!sent.ok) throw new Error(`the model could not be sent: ${await sent.text()}`);
	await call(maker, 'registered-models/create', { name });
	for (const version of ['1', '2']) {
		await call(maker, 'model-versions/create', { name, source });
		const promotion = { name, version, stage: 'Production', archive_existing_versions: true };
		await call(input.approver, 'model-versions/transition-stage', promotion);
	}
	return name;
}
