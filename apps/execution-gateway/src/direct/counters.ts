/** Totals of one tenant since the start. The main thread makes metrics of them. */
export type DirectCounts = {
	readonly tenantId: number;
	readonly sessions: number;
	readonly commands: number;
	readonly reports: number;
	readonly rejects: Readonly<Record<string, number>>;
};

/** Counted in the engine thread, told to the main thread where something changed. */
export class Counters {
	readonly #byTenant = new Map<number, { sessions: number; commands: number; reports: number; rejects: Record<string, number> }>();
	#changed = false;

	session(tenantId: number, change: 1 | -1): void {
		this.#of(tenantId).sessions += change;
	}
	command(tenantId: number): void {
		this.#of(tenantId).commands += 1;
	}
	report(tenantId: number): void {
		this.#of(tenantId).reports += 1;
	}
	reject(tenantId: number, code: string): void {
		const { rejects } = this.#of(tenantId);
		rejects[code] = (rejects[code] ?? 0) + 1;
	}

	/** All totals, or undefined where nothing changed since the last call. */
	take(): DirectCounts[] | undefined {
		if (!this.#changed) return undefined;
		this.#changed = false;
		return [...this.#byTenant].map(([tenantId, counts]) => ({ tenantId, ...counts, rejects: { ...counts.rejects } }));
	}

	#of(tenantId: number) {
		this.#changed = true;
		let counts = this.#byTenant.get(tenantId);
		if (counts === undefined) {
			counts = { sessions: 0, commands: 0, reports: 0, rejects: {} };
			this.#byTenant.set(tenantId, counts);
		}
		return counts;
	}
}
