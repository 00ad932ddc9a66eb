import type { KeyProvider } from '@meridian/auth';
import type { Db, TenantDb } from '@meridian/db';
import type { ObjectStore } from '@meridian/market-data/store';
import { z } from 'zod';
import type { ViewerModel } from '../modules/identity/types.ts';

/** One request: who asks, and what of the tenant it may use. */
export type MlflowRequest = {
	readonly db: TenantDb;
	/** For what is kept outside the tenant's own schema: the admin audit. */
	readonly allDb: Db;
	readonly correlationId: string;
	readonly viewer: ViewerModel;
	readonly objects: ObjectStore;
	/** Sign what passed the gate. */
	readonly keys: KeyProvider;
	readonly nowMs: number;
};

/** An endpoint: what it takes, and what it answers. GET and POST are read alike. */
export type Endpoint<Input extends z.ZodType = z.ZodType> = {
	readonly input: Input;
	/** Changes something: a role that only reads may not. */
	readonly writes: boolean;
	run(request: MlflowRequest, input: z.output<Input>): Promise<object>;
};
export const endpoint = <Input extends z.ZodType>(input: Input, run: Endpoint<Input>['run']): Endpoint<Input> => ({
	input,
	writes: true,
	run,
});
export const reading = <Input extends z.ZodType>(input: Input, run: Endpoint<Input>['run']): Endpoint<Input> => ({
	input,
	writes: false,
	run,
});

export const tagList = z.array(z.object({ key: z.string().max(250), value: z.string().max(8000).default('') })).default([]);
export const name = z.string().min(1).max(250);
export const pageSize = z.coerce.number().int().min(1).max(50_000).default(1000);
/** A list, or from a query string one item. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
	z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).default([]));

export const textByName = z.record(z.string(), z.string());
export const pairs = (json: unknown): { key: string; value: string }[] =>
	Object.entries(textByName.parse(json)).map(([key, value]) => ({ key, value }));
export const fromPairs = (tags: readonly { readonly key: string; readonly value: string }[]): Record<string, string> =>
	Object.fromEntries(tags.map(({ key, value }) => [key, value]));
