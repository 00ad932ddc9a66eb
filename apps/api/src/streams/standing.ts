/** Who comes within so long is given the same picture and what has happened since. */
const freshMs = 250;
/** News while the picture is being read. More: it can't be read, and those who wait for it are told. */
const mostNews = 1_000;

type Picture<Text> = {
	readonly nth: number;
	readonly text: Promise<Text | null> /** Null while it is being read. */;
	readAtMs: number | null;
	readonly news: Text[];
};

/** What somebody has not been sent: of this picture's news, from here on. It holds no text: who never comes back keeps none alive. */
export type Missed = { readonly nth: number; readonly from: number };

const isOld = ({ readAtMs }: Picture<unknown>): boolean => readAtMs !== null && performance.now() - readAtMs > freshMs;

/** Where a stream stands, for those who come: read once for all who come at about the same time. */
export class Standing<Text> {
	readonly #read: () => Promise<Text | null>;
	#picture: Picture<Text> | null = null;
	#pictures = 0;

	/** @param read gives the whole picture, or null where there is none */
	constructor(read: () => Promise<Text | null>) {
		this.#read = read;
	}

	/** Something new, after the picture. */
	add(text: Text): void {
		const picture = this.#picture;
		if (picture === null) return;
		if (isOld(picture) || picture.news.push(text) > mostNews) this.#picture = null;
	}

	/** @returns the texts to send, as of the call of what it returns. @throws where they can't be read */
	async take(): Promise<() => readonly Text[]> {
		const picture = this.#fresh();
		const first = await picture.text;
		if (picture.news.length > mostNews) throw new Error('where a stream stands could not be read');
		return () => (first === null ? picture.news : [first, ...picture.news]);
	}

	/** To be asked by who can't be sent what was added last. Null where the next picture is younger than that anyway. */
	missed(): Missed | null {
		const picture = this.#picture;
		return picture === null ? null : { nth: picture.nth, from: picture.news.length - 1 };
	}

	/** @returns all that was missed; null where that is not kept any more: then the picture is a younger one. */
	since(missed: Missed | null): readonly Text[] | null {
		const picture = this.#picture;
		return picture !== null && picture.nth === missed?.nth && !isOld(picture) ? picture.news.slice(missed.from) : null;
	}

	#fresh(): Picture<Text> {
		const known = this.#picture;
		if (known !== null && !isOld(known)) return known;
		const picture: Picture<Text> = { nth: this.#pictures++, text: this.#read(), readAtMs: null, news: [] };
		this.#picture = picture;
		picture.text.then(
			() => {
				picture.readAtMs = performance.now();
			},
			() => {
				// The next one tries again.
				if (this.#picture === picture) this.#picture = null;
			},
		);
		return picture;
	}
}
