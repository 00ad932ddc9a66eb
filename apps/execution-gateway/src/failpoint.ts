/** Named places where a test may kill this process, to show that whatever is in flight there is neither lost nor doubled. */
export const failpoints = ['beforeAppend', 'afterAppend', 'afterSend', 'afterDeal', 'insideProjection'] as const;
export type Failpoint = (typeof failpoints)[number];

let armed: { readonly point: Failpoint; left: number } | undefined;

/** @param setting MERIDIAN_FAILPOINT, `name:count`. @throws where it names no failpoint: a test that kills nothing must not pass. */
export function armFailpoint(setting: string | undefined): void {
	armed = undefined;
	if (setting === undefined || setting === '') return;
	const [name, count = '1'] = setting.split(':');
	const point = failpoints.find((known) => known === name);
	const left = Number(count);
	if (point === undefined || !Number.isInteger(left) || left < 1)
		throw new Error(`MERIDIAN_FAILPOINT is name:count with a name of ${failpoints.join(', ')}; got ${setting}`);
	armed = { point, left };
}

/** Whether the next pass of this point may kill. */
export const isArmed = (point: Failpoint): boolean => armed?.point === point;

/** Kills the process, as kill -9 does, the count-th time it passes the armed point. */
export function passFailpoint(point: Failpoint): void {
	if (armed?.point !== point) return;
	armed.left -= 1;
	if (armed.left === 0) process.kill(process.pid, 'SIGKILL');
}
