import { type ExecutionArgs, type ExecutionResult, getOperationAST, Kind, print, subscribe } from 'graphql';
import type { ApiContext } from '../context.ts';
import { type Opened, SharedStreams } from '../streams/shared.ts';

/** Root fields whose results depend on tenant, document and variables alone, and where the newest value is all that matters. */
const sharedFields = new Set(['quotes', 'bars', 'depth']);
/** What may wait for one socket. A reader that is further behind is cut off; it comes back and gets the newest values first. */
const behindBytesMax = 1_048_576;

/** The way to one operation's socket. */
export type Line = {
	readonly id: string;
	readonly bufferedBytes: () => number;
	readonly write: (text: string) => void;
	readonly cut: () => void;
};

/** Subscribes as graphql does, but lets those who ask the same of the same tenant share one stream. */
export class SharedOperations {
	readonly #streams = new SharedStreams();

	get open(): number {
		return this.#streams.open;
	}

	async subscribe(args: ExecutionArgs, line: Line): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> {
		const key = keyOf(args);
		if (key === null) return subscribe(args);
		const open = async (): Promise<Opened> => {
			const made = await subscribe(args);
			return Symbol.asyncIterator in made ? { source: made } : { refused: made };
		};
		const head = `{"id":${JSON.stringify(line.id)},"type":"next","payload":`;
		const send = (text: string): void => {
			if (line.bufferedBytes() > behindBytesMax) line.cut();
			else line.write(`${head}${text}}`);
		};
		return this.#streams.join(key, { open, member: { send } });
	}
}

function keyOf({ document, operationName, variableValues, contextValue }: ExecutionArgs): string | null {
	const operation = getOperationAST(document, operationName);
	const fields = operation?.selectionSet.selections ?? [];
	const isShared = fields.length === 1 && fields.every((field) => field.kind === Kind.FIELD && sharedFields.has(field.name.value));
	// The server made it: operationContext.
	const { auth } = contextValue as ApiContext;
	if (!isShared || auth.kind !== 'viewer') return null;
	return JSON.stringify([auth.viewer.tenantId, print(document), operationName ?? '', variableValues ?? {}]);
}
