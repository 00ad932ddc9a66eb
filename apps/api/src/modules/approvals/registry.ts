import type { Permission } from '@meridian/auth';
import type { z } from 'zod';
import type { ApiContext } from '../../context.ts';

/**
 * One kind of change that may need a second person. A module that has such changes registers its kind when it is loaded, and calls
 * `askApproval` instead of acting where `needsApproval` says so.
 */
export type ApprovalKind<Change> = {
	/** As in the tenant's settings (`fourEyes`), e.g. ROLE_CHANGE. */
	readonly kind: string;
	readonly shape: z.ZodType<Change>;
	/** Who may decide. That it is not who asked is the table's own rule. */
	readonly mayDecide: Permission;
	/**
	 * Makes the change, in the name of who approved. It must check again what may have changed since it was asked for, and be safe to repeat: it
	 * runs before the approval is written down as done, and again where the process died in between. A text says why it can't be made.
	 */
	readonly apply: (context: ApiContext, change: Change) => Promise<string | null>;
};

type AnyKind = Omit<ApprovalKind<unknown>, 'apply' | 'shape'> & {
	/** Undefined: the stored change can't be read any more. */
	readonly run: (context: ApiContext, stored: unknown) => Promise<string | null | undefined>;
};
const kinds = new Map<string, AnyKind>();

export function registerApproval<Change>(kind: ApprovalKind<Change>): ApprovalKind<Change> {
	if (kinds.has(kind.kind)) throw new Error(`the kind of approval ${kind.kind} is registered twice`);
	kinds.set(kind.kind, {
		kind: kind.kind,
		mayDecide: kind.mayDecide,
		run: async (context, stored) => {
			const parsed = kind.shape.safeParse(stored);
			return parsed.success ? kind.apply(context, parsed.data) : undefined;
		},
	});
	return kind;
}

export const approvalKind = (kind: string): AnyKind | undefined => kinds.get(kind);
/** Who may decide on something at all. */
export const decidingPermissions = (): ReadonlySet<Permission> => new Set([...kinds.values()].map(({ mayDecide }) => mayDecide));
