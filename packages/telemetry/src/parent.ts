/**
 * With MERIDIAN_WATCH_PARENT=1 the launcher holds our stdin open; when it is gone, by whatever death, the pipe closes and we
 * leave too: a killed launcher must not leave orphans that hold ports. `stop` may close things first; it gets 5 s.
 */
export const exitWhenParentGoes = (stop?: () => Promise<void> | void): void => {
	if (process.env.MERIDIAN_WATCH_PARENT !== '1') return;
	let leaving = false;
	const leave = () => {
		if (leaving) return;
		leaving = true;
		setTimeout(() => process.exit(0), 5_000).unref();
		Promise.resolve()
			.then(() => stop?.())
			.then(
				() => process.exit(0),
				(error: unknown) => {
					process.stderr.write(`stopping failed: ${error instanceof Error ? error.message : String(error)}\n`);
					process.exit(1);
				},
			);
	};
	process.stdin.on('end', leave).on('close', leave).on('error', leave).resume();
};
