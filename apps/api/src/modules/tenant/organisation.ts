import { type TenantFeature, tenantSettings } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { tenantOf } from './service.ts';

export type OrganisationInput = {
	/** Empty: its own name again. Null or absent, here and below: as it is. */
	readonly displayName?: string | null | undefined;
	/** Empty: the colour of Meridian again. */
	readonly accentColour?: string | null | undefined;
	readonly features?: readonly { readonly name: TenantFeature; readonly enabled: boolean }[] | null | undefined;
};
const { displayName: nameShape, accentColour: colourShape } = tenantSettings.shape;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

/** How the organisation shows itself to its own people, and which features they have. Nothing of it concerns orders, so the gateway hears of none. */
export async function changeOrganisation(context: ApiContext, input: OrganisationInput) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'TENANT_CONFIGURE')) return forbidden('Only an administrator may change how the organisation shows itself.');
	const displayName = nameShape.safeParse(input.displayName?.trim() || undefined);
	if (!displayName.success) return invalid('displayName', 'A name has at most 80 characters.');
	const accentColour = colourShape.safeParse(input.accentColour?.trim().toLowerCase() || undefined);
	if (!accentColour.success) return invalid('accentColour', 'A colour is # and six hex digits, like #1b5fc4.');
	const given = { displayName: displayName.data, accentColour: accentColour.data };
	const named = (['displayName', 'accentColour'] as const).filter((name) => input[name] != null);
	const set = Object.fromEntries(named.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])));
	const cleared = named.filter((name) => given[name] === undefined);
	const flags = Object.fromEntries((input.features ?? []).map(({ name, enabled }) => [name, enabled]));
	// In one statement: an operator may change the same row, and neither takes the other's change back.
	await context.app.db.platform.$executeRaw`
		UPDATE "platform"."tenants"
		SET "settings" = ("settings" - ${cleared}::text[]) || ${JSON.stringify(set)}::jsonb
			|| jsonb_build_object('flags', coalesce("settings"->'flags', '{}'::jsonb) || ${JSON.stringify(flags)}::jsonb)
		WHERE "id" = ${tenantId}`;
	const change = { ...set, ...Object.fromEntries(cleared.map((name) => [name, ''])), ...(Object.keys(flags).length > 0 ? { flags } : {}) };
	await audit(context, { action: 'TENANT_CONFIGURED', tenantId, userId, detail: { settings: JSON.stringify(change) } });
	return { __typename: 'OrganisationChanged', tenant: await tenantOf(context, tenantId) } as const;
}
