import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute, getOperationAST, Kind, subscribe } from 'graphql';
import type { ApiContext } from '../context.ts';
import { FanOut } from '../streams/fan-out.ts';
import { type Opened, SharedStreams, type Subscriber } from '../streams/shared.ts';
import { ToldOnce, toldAside } from '../streams/told.ts';
import { presentErrors } from './errors.ts';
import { nextHead, ResultText } from './frame.ts';
import { withoutSocket } from './operation.ts';
import type { Peer } from './peer.ts';

/** Root fields whose results depend on tenant, rights, document and variables alone, and where the newest value is all that matters. */
const latestFields: ReadonlySet<string> = new Set(['quotes', 'bars', 'depth', 'accounts', 'halts']);
/** As above, but of which everybody hears every event. */
const everyFields: ReadonlySet<string> = new Set(['orderEvents']);

/** An operation of a socket: its id there, and the number of its document. */
export type Line = { readonly peer: Peer; readonly id: string; readonly documentKey: number };

/** A socket's operation among those who share a stream. */
class Listener implements Subscriber<ResultText> {
	readonly #peer: Peer;
	readonly #head: string;

	constructor({ peer, id }: Line) {
		this.#peer = peer;
		this.#head = nextHead(id);
	}

	send(text: ResultText): void {
		if (!this.#peer.write(text.frame(this.#head))) text.keep();
	}

	isBehind(): boolean {
		return this.#peer.isBehind;
	}
}

/** Subscribes as graphql does, but those who ask the same of the same tenant with the same rights share what is worked out. */
export class SharedOperations {
	readonly #latest = new SharedStreams<ResultText>(new FanOut());
	readonly #told = new ToldOnce<ResultText>();

	/** Streams that are shared at the moment. */
	get open(): number {
		return this.#latest.open;
	}

	async subscribe(args: ExecutionArgs, line: Line): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
		const field = onlyField(args);
		const key = keyOf(args, line);
		if (field === null || key === null) return subscribe(args);
		if (latestFields.has(field)) return this.#joinLatest(args, { line, key });
		if (everyFields.has(field)) return this.#tellEvery(args, { line, key });
		return subscribe(args);
	}

	#joinLatest(args: ExecutionArgs, { line, key }: { readonly line: Line; readonly key: string }) {
		// It outlives whoever came first, whose socket is not to be cut for it.
		const common = withoutSocket(contextOf(args));
		const open = async (): Promise<Opened> => {
			const made = await subscribe({ ...args, contextValue: common });
			return Symbol.asyncIterator in made ? { source: made } : { refused: made };
		};
		return this.#latest.join(key, { open, textOf: (result) => textOf(result, common), member: new Listener(line) });
	}

	async #tellEvery(args: ExecutionArgs, { line, key }: { readonly line: Line; readonly key: string }) {
		const source = await createSourceEventStream(args);
		if (!(Symbol.asyncIterator in source)) return source;
		const head = nextHead(line.id);
		const context = contextOf(args);
		const make = (event: unknown): ResultText | Promise<ResultText> => {
			const result = execute({ ...args, rootValue: event });
			return 'then' in result ? result.then((done) => textOf(done, context)) : textOf(result, context);
		};
		const told = (text: ResultText): Promise<void> | null => line.peer.told(text.ownFrame(head));
		return toldAside(source[Symbol.asyncIterator](), (event) => {
			const isObject = typeof event === 'object' && event !== null;
			const text = isObject ? this.#told.of(event, key, () => make(event)) : make(event);
			return text instanceof ResultText ? told(text) : text.then(async (made) => void (await told(made)));
		});
	}
}

const textOf = (result: ExecutionResult, context: ApiContext): ResultText => {
	const { errors, ...rest } = result;
	return new ResultText(
		JSON.stringify(errors === undefined ? rest : { ...rest, errors: presentErrors(errors, context).map((error) => error.toJSON()) }),
	);
};

/** The server made it: operationContext. */
const contextOf = ({ contextValue }: ExecutionArgs): ApiContext => contextValue as ApiContext;

/** The root field's name, where there is one alone and it is asked for plainly. */
function onlyField({ document, operationName }: ExecutionArgs): string | null {
	const [field, ...others] = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
	return field?.kind === Kind.FIELD && others.length === 0 ? field.name.value : null;
}

function keyOf(args: ExecutionArgs, line: Line): string | null {
	const { auth } = contextOf(args);
	if (auth.kind !== 'viewer') return null;
	const { tenantId, permissions, delegated } = auth.viewer;
	// Scopes may tell what permissions do not: who may only read may ask for less.
	const rights = [[...permissions].toSorted(), delegated === null ? null : [delegated.by, [...delegated.scopes].toSorted()]];
	return JSON.stringify([tenantId, rights, line.documentKey, args.operationName ?? '', args.variableValues ?? {}]);
}
