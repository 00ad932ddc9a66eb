import { resolve } from 'node:path';
import { z } from 'zod';

/** The value of `--name VALUE` or `--name=VALUE` on the command line, else of the variable. */
const given = (name: string, variable: string): string | undefined => {
	const at = process.argv.indexOf(`--${name}`);
	const joined = process.argv.find((arg) => arg.startsWith(`--${name}=`));
	return joined?.slice(name.length + 3) ?? (at < 0 ? undefined : (process.argv[at + 1] ?? '')) ?? process.env[variable];
};

/** A whole number of a benchmark's load. @throws where it is none, or out of its bounds */
export function numberOption(
	name: string,
	input: { readonly variable: string; readonly otherwise: number; readonly min: number; readonly max: number },
): number {
	const { variable, otherwise, min, max } = input;
	const read = z.coerce
		.number()
		.int()
		.min(min)
		.max(max)
		.safeParse(given(name, variable) ?? otherwise);
	if (!read.success) throw new Error(`--${name} (or ${variable}) is a whole number from ${min} to ${max}`);
	return read.data;
}

/** A folder; one that is given is taken from where the command was called. */
export function folderOption(name: string, input: { readonly variable: string; readonly otherwise: string }): string {
	const value = given(name, input.variable) ?? input.otherwise;
	if (value === '') throw new Error(`--${name} (or ${input.variable}) is a folder`);
	return resolve(value);
}

export const flagOption = (name: string): boolean => process.argv.includes(`--${name}`);
