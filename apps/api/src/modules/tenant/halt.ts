import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown } from '../shared/user-errors.ts';
import type { HaltTenantSuccess } from './mutations.ts';
import { tenantOf } from './service.ts';

/** Stops (or allows again) everything that increases exposure; a halt also takes working entry orders back, at a dead line as soon as it is up. The engine halts first; what the platform shows follows its answer. */
export async function haltTenant(context: ApiContext, halted: boolean) {
	const viewer = viewerOf(context);
	if (!may(context, 'TENANT_HALT')) return forbidden('Only a risk officer or an administrator may halt trading.');
	const answer = await context.app.gateway.request('HaltTenant', { ...envelopeOf(context), halted });
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown')
		return outcomeUnknown('', `trading may or may not be ${halted ? 'halted' : 'resumed'}. Send the same request again.`);
	if (answer.message.name === 'Refused') {
		context.log.warn({ code: answer.message.body.code }, 'halt refused by the gateway');
		return answer.message.body.code === 'NOT_ALLOWED' ? forbidden(answer.message.body.message) : gatewayUnavailable();
	}
	await context.app.db.platform.tenant.update({ where: { id: viewer.tenantId }, data: { halted } });
	await audit(context, {
		action: halted ? 'TENANT_HALTED' : 'TENANT_RESUMED',
		tenantId: viewer.tenantId,
		userId: viewer.userId,
		detail: {},
	});
	context.log.info({ halted, userId: viewer.userId }, 'tenant halt changed');
	return { __typename: 'HaltTenantSuccess', tenant: await tenantOf(context, viewer.tenantId) } satisfies HaltTenantSuccess;
}
