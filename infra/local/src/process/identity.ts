export { startMark } from '@meridian/native';

/** Sends a signal to a process group that we made, or to the process where there is no such group. Gone is fine. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
	for (const target of [-pid, pid]) {
		try {
			process.kill(target, signal);
			return;
		} catch {
			// no such group, or gone
		}
	}
}

export const groupLives = (pid: number): boolean => {
	try {
		process.kill(-pid, 0);
		return true;
	} catch {
		return false;
	}
};
