import { randomInt } from 'node:crypto';
import { portIsFree } from '@meridian/local';

const lowest = 20_000;
/** Below the ports that systems give to outgoing connections: one of those could take the port of a gateway that is down. */
const highest = 32_000;

/** Two ports that an engine can have again after each death. */
export async function freePorts(): Promise<readonly [number, number]> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const port = randomInt(lowest, highest);
		if ((await portIsFree(port)) && (await portIsFree(port + 1))) return [port, port + 1];
	}
	throw new Error(`no two free ports from ${lowest} to ${highest}`);
}
