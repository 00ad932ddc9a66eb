import { scimPatch } from 'scim-patch';
import { z } from 'zod';
import { ScimError } from './errors.ts';
import { patchSchema } from './resource.ts';

const operation = z.object({
	op: z.string().transform((op, context) => {
		const known = (['add', 'remove', 'replace'] as const).find((name) => name === op.toLowerCase());
		if (known === undefined) context.addIssue({ code: 'custom', message: 'op is add, remove or replace' });
		return known ?? 'replace';
	}),
	path: z.string().max(500).optional(),
	value: z.json().optional(),
});
const shape = z.object({
	schemas: z.array(z.string()).refine((all) => all.includes(patchSchema), `schemas holds ${patchSchema}`),
	Operations: z.array(operation).min(1).max(100),
});
const readOnly = /^(?:id|meta|schemas|groups|roles)\b/i;
const unsafe = /__proto__|constructor|prototype/;

/**
 * A resource as a patch would make it; whoever calls checks it like one that was put, and writes it in one transaction.
 * @throws ScimError, and nothing has changed
 */
export function patched(resource: { readonly schemas: string[] }, body: unknown): unknown {
	const parsed = shape.safeParse(body);
	if (!parsed.success) throw new ScimError(400, parsed.error.issues[0]?.message ?? 'This is no patch', 'invalidSyntax');
	for (const { path = '', value } of parsed.data.Operations) {
		if (readOnly.test(path)) throw new ScimError(400, `${path} can't be changed`, 'mutability');
		if (unsafe.test(path) || unsafe.test(JSON.stringify(value ?? null)))
			throw new ScimError(400, 'Such a name is not taken', 'invalidPath');
	}
	const copy: { schemas: string[]; meta: { resourceType: string; created: Date; lastModified: Date; location: string } } = {
		...structuredClone(resource),
		meta: { resourceType: '', created: new Date(0), lastModified: new Date(0), location: '' },
	};
	try {
		const operations = parsed.data.Operations.map(({ op, path, value }) =>
			op === 'remove'
				? { op, path: path ?? '', ...(value === undefined ? {} : { value }) }
				: { op, value, ...(path === undefined ? {} : { path }) },
		);
		return scimPatch(copy, operations, { mutateDocument: false, treatMissingAsAdd: true });
	} catch (error) {
		throw new ScimError(400, error instanceof Error ? error.message.slice(0, 200) : 'The patch does not fit', 'invalidPath');
	}
}
