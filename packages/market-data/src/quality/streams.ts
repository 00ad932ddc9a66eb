/** Gives each pair of venue and instrument a small dense number, its stream: the index of all state that is kept per stream. */
export class Streams {
	readonly #byVenue: Int32Array[] = [];
	#instrumentIds = new Uint32Array(64);
	#venueIds = new Uint32Array(64);
	count = 0;

	/** @returns the stream; a new one where the pair was never seen */
	of(venueId: number, instrumentId: number): number {
		const known = this.#byVenue[venueId]?.[instrumentId] ?? 0;
		return known > 0 ? known - 1 : this.#add(venueId, instrumentId);
	}

	find(venueId: number, instrumentId: number): number | undefined {
		const known = this.#byVenue[venueId]?.[instrumentId] ?? 0;
		return known > 0 ? known - 1 : undefined;
	}

	instrumentId(stream: number): number {
		return this.#instrumentIds[stream] ?? 0;
	}

	venueId(stream: number): number {
		return this.#venueIds[stream] ?? 0;
	}

	#add(venueId: number, instrumentId: number): number {
		while (this.#byVenue.length <= venueId) this.#byVenue.push(new Int32Array(64));
		let row = this.#byVenue[venueId] ?? new Int32Array(0);
		if (row.length <= instrumentId) {
			const grown = new Int32Array(Math.max(row.length * 2, instrumentId + 1));
			grown.set(row);
			row = grown;
			this.#byVenue[venueId] = row;
		}
		const stream = this.count++;
		row[instrumentId] = stream + 1;
		if (stream === this.#instrumentIds.length) {
			this.#instrumentIds = grow(this.#instrumentIds);
			this.#venueIds = grow(this.#venueIds);
		}
		this.#instrumentIds[stream] = instrumentId;
		this.#venueIds[stream] = venueId;
		return stream;
	}
}

function grow(column: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
	const grown = new Uint32Array(column.length * 2);
	grown.set(column);
	return grown;
}
