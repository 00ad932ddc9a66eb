import { portIsFree, portsFrom } from '../ports.ts';

const first = 17_300;
const end = 17_382;

/** The first port base of those kept for tests whose ports are all free. @throws where none is */
export async function freeBase(): Promise<number> {
	for (let base = first; base < end; base += 2) {
		const free = await Promise.all(Object.values(portsFrom(base)).map((port) => portIsFree(port)));
		if (free.every(Boolean)) return base;
	}
	throw new Error(`no free ports from ${first} to ${end + 17} for the servers of the tests`);
}
