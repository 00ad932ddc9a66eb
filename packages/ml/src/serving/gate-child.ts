import { z } from 'zod';
import { Random } from '../random/random.ts';
import { ortScorer } from './ort.ts';

/** The process in which a foreign model is tried: it reads the model from standard input, loads, warms and times it, and prints what it saw. */
const ask = z.object({ warmUp: z.coerce.number().int(), timed: z.coerce.number().int() });
const { warmUp, timed } = ask.parse({ warmUp: process.argv[2], timed: process.argv[3] });

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(z.instanceof(Buffer).parse(chunk));
const say = (answer: object): void => {
	process.stdout.write(JSON.stringify(answer));
};
try {
	const scorer = ortScorer(Buffer.concat(chunks));
	const random = new Random(1);
	const row = Float32Array.from({ length: scorer.width }, () => random.normal());
	for (let n = 0; n < warmUp; n++) scorer.predict(row);
	const samples = new Float64Array(timed);
	let allFinite = true;
	for (let n = 0; n < timed; n++) {
		row[n % scorer.width] = random.normal();
		const before = performance.now();
		const answer = scorer.predict(row);
		samples[n] = (performance.now() - before) * 1000;
		allFinite &&= answer.every(Number.isFinite);
	}
	samples.sort();
	const at = (q: number): number => samples[Math.min(timed - 1, Math.floor(q * timed))] ?? Number.NaN;
	say({ width: scorer.width, outputs: scorer.outputs, latencyUsP50: at(0.5), latencyUsP99: at(0.99), allFinite });
	scorer.close();
} catch (error) {
	say({ error: error instanceof Error ? error.message : String(error) });
}
