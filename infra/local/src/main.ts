import { parseStartArguments, usage } from './options.ts';
import { type Stack, startStack } from './stack.ts';
import { summary } from './summary.ts';

/** `npm start`: everything up, one summary, everything down on Ctrl-C. */
async function main(): Promise<void> {
	const options = parseStartArguments(process.argv.slice(2));
	if (options.help) {
		process.stdout.write(`${usage}\n`);
		process.exit(0);
	}
	const startedAt = performance.now();
	let stack: Stack | undefined;
	let leaving = false;
	const leave = (why: string) => {
		if (leaving) return;
		leaving = true;
		process.stdout.write(`\nmeridian: stopping (${why})\n`);
		// In the middle of starting there is nothing to lose: the guard stops what runs as soon as we are gone.
		if (stack === undefined) process.exit(130);
		stack.stop().then(
			() => process.stdout.write('meridian: stopped\n', () => process.exit(0)),
			(error: unknown) => fail(error),
		);
	};
	process.on('SIGINT', () => leave('Ctrl-C'));
	process.on('SIGTERM', () => leave('SIGTERM'));
	process.on('SIGHUP', () => leave('the terminal was closed'));
	process.on('disconnect', () => leave('npm is gone'));
	// A closed screen must not stop us from stopping the rest.
	for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
	stack = await startStack({ ...options, history: true });
	if (!leaving) {
		const seconds = (performance.now() - startedAt) / 1000;
		process.stdout.write(`${summary(stack, { web: options.web !== false, seconds, colour: process.stdout.isTTY })}\n`);
	}
}

function fail(error: unknown): void {
	process.stderr.write(`\nmeridian: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}

main().catch(fail);
