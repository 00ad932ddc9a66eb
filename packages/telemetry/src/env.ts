import type { z } from 'zod';

/** Its message is all an operator needs, so it carries no stack. */
export class EnvError extends Error {
	override readonly name = 'EnvError';
	readonly variables: readonly string[];
	constructor(variables: readonly string[], lines: readonly string[]) {
		super(`The environment is not complete:\n${lines.map((line) => `  ${line}`).join('\n')}`);
		this.variables = variables;
		this.stack = `${this.name}: ${this.message}`;
	}
}

/**
 * Parses the environment with a zod object schema. An empty variable counts as absent.
 * @throws {EnvError} one message that names every missing or wrong variable; values are never printed, they may be secrets.
 */
export const parseEnv = <Schema extends z.ZodType>(
	schema: Schema,
	env: Readonly<Record<string, string | undefined>> = process.env,
): z.infer<Schema> => {
	const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
	const parsed = schema.safeParse(present);
	if (parsed.success) return parsed.data;
	const lines = parsed.error.issues.map((issue) => {
		const name = issue.path.map(String).join('.') || 'environment';
		return name in present || name === 'environment' ? `${name} is wrong: ${issue.message}` : `${name} is missing`;
	});
	throw new EnvError(
		parsed.error.issues.map((issue) => issue.path.map(String).join('.')),
		lines,
	);
};
