import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { runSchedule } from './schedule.ts';

const { binary } = z.object({ binary: z.string() }).parse(workerData);
parentPort?.on('message', (seed: number) => parentPort?.postMessage(runSchedule({ seed, binary })));
