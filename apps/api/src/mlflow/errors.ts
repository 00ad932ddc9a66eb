/** Errors as MLflow's clients know them: https://mlflow.org/docs/latest/rest-api.html */
const statusOf = {
	BAD_REQUEST: 400,
	INVALID_PARAMETER_VALUE: 400,
	RESOURCE_ALREADY_EXISTS: 400,
	INVALID_STATE: 400,
	UNAUTHENTICATED: 401,
	PERMISSION_DENIED: 403,
	RESOURCE_DOES_NOT_EXIST: 404,
	ENDPOINT_NOT_FOUND: 404,
	RESOURCE_EXHAUSTED: 429,
	INTERNAL_ERROR: 500,
} as const;
export type MlflowCode = keyof typeof statusOf;

export class MlflowError extends Error {
	readonly code: MlflowCode;
	constructor(code: MlflowCode, message: string) {
		super(message);
		this.code = code;
	}
	get status(): number {
		return statusOf[this.code];
	}
	body(): { readonly error_code: MlflowCode; readonly message: string } {
		return { error_code: this.code, message: this.message };
	}
}

export const missing = (what: string): MlflowError => new MlflowError('RESOURCE_DOES_NOT_EXIST', `${what} does not exist.`);
export const invalid = (message: string): MlflowError => new MlflowError('INVALID_PARAMETER_VALUE', message);
