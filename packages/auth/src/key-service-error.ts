/**
 * The service that wraps data keys did not do it: it is away, refuses, or is not set up. Says nothing of the value itself, which may open later. Its message is
 * for an operator and holds neither token nor plain text.
 */
export class KeyServiceError extends Error {
	override readonly name = 'KeyServiceError';
}
