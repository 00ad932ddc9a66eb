import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import { haltTenant } from '../tenant/halt.ts';
import type { SetHaltSuccess } from './mutations.ts';
import { listHalts } from './service.ts';
import type { SwitchLevel } from './types.ts';

export type SetHaltInput = { readonly level: SwitchLevel; readonly subjectId?: number | null | undefined; readonly halted: boolean };

/** The kill switch of the tenant or of one part: a journalled command. A halt is never held up, so it asks for no fresh proof. */
export async function setHalt(context: ApiContext, input: SetHaltInput) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'TENANT_HALT')) return forbidden('Only a risk officer or an administrator may halt trading.');
	const { level, halted } = input;
	const subjectId = input.subjectId ?? 0;
	const place = (await listHalts(context)).find((one) => one.level === level && one.subjectId === subjectId);
	if (place === undefined)
		return userError('NotFound', {
			code: 'SUBJECT_NOT_FOUND',
			message: 'There is nothing of that id at that level. Ask for "halts"; the tenant itself has the id 0.',
			path: ['input', 'subjectId'],
		});
	if (level === 'TENANT') {
		const result = await haltTenant(context, halted);
		return result.__typename === 'HaltTenantSuccess' ? success({ ...place, halted }) : result;
	}
	const answer = await context.app.gateway.request('HaltPart', { ...envelopeOf(context), level, subjectId, halted });
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown')
		return outcomeUnknown('', `trading may or may not be ${halted ? 'halted' : 'resumed'} there. Send the same request again.`);
	if (answer.message.name === 'Refused') {
		const { code, message } = answer.message.body;
		context.log.warn({ code, level, subjectId }, 'halt refused by the gateway');
		return code === 'NOT_ALLOWED'
			? forbidden(message)
			: userError('GatewayUnavailable', { code, message: `Nothing was changed: ${message}` });
	}
	const detail = { level, subjectId, name: place.name };
	await audit(context, { action: halted ? 'PART_HALTED' : 'PART_RESUMED', tenantId, userId, detail });
	context.log.info({ level, subjectId, halted, userId }, 'halt of a part changed');
	return success({ ...place, halted });
}

const success = (halt: SetHaltSuccess['halt']): SetHaltSuccess => ({ __typename: 'SetHaltSuccess', halt });
