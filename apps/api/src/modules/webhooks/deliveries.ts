import { type ApiContext, may, viewerOf } from '../../context.ts';
import { decodeCursor, pageSize, toConnection } from '../../graphql/cursor.ts';
import { apiError } from '../../graphql/errors.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { mayNot, wakeWorker } from './endpoints.ts';

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
/** A cursor holds a number. */
const numberOf = (id: string): bigint => BigInt(`0x${id.replaceAll('-', '')}`);
const uuidOf = (value: bigint): string =>
	value
		.toString(16)
		.padStart(32, '0')
		.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
/** Attempts shown of a delivery; there are at most ten of one schedule. */
const withLog = { log: { orderBy: { id: 'asc' }, take: 50 } } as const;

/** Deliveries to an endpoint, newest first. @throws FORBIDDEN, INVALID_INPUT */
export async function listDeliveries(
	context: ApiContext,
	args: { readonly endpointId: string; readonly first?: number | null | undefined; readonly after?: string | null | undefined },
) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) throw apiError('FORBIDDEN', mayNot);
	const after = args.after == null ? null : decodeCursor(args.after);
	if (args.after != null && after === null)
		throw apiError('INVALID_INPUT', 'after is not a cursor of this list; use pageInfo.endCursor of the page before.');
	const size = pageSize(args.first);
	const rows = await context.app.db.forTenant(tenantId).webhookDelivery.findMany({
		where: {
			endpointId: args.endpointId,
			...(after === null ? {} : { OR: [{ createdAt: { lt: after.at } }, { createdAt: after.at, id: { lt: uuidOf(after.id) } }] }),
		},
		orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
		...{ take: size + 1, include: withLog },
	});
	return toConnection(rows, { size, after: after !== null, cursorOf: ({ createdAt, id }) => ({ at: createdAt, id: numberOf(id) }) });
}

/** Sends it once more from the beginning of the schedule: under the same event id, so that a receiver that had it knows it. */
export async function replayDelivery(context: ApiContext, deliveryId: string) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden(mayNot);
	const own = context.app.db.forTenant(tenantId);
	const id = uuid.test(deliveryId) ? deliveryId : '';
	const { count } = await own.webhookDelivery.updateMany({
		where: { id, status: { not: 'PENDING' } },
		data: { status: 'PENDING', attempts: 0, dueAt: new Date(context.app.nowMs()), deliveredAt: null },
	});
	const delivery = await own.webhookDelivery.findFirst({ where: { id }, include: withLog });
	if (delivery === null)
		return userError('NotFound', { code: 'DELIVERY_NOT_FOUND', message: 'There is no such delivery.', path: ['deliveryId'] });
	if (count === 0)
		return userError('InvalidInput', { code: 'DELIVERY_PENDING', message: 'It is on its way already.', path: ['deliveryId'] });
	await wakeWorker(context, tenantId);
	return { __typename: 'WebhookReplayed', delivery } as const;
}
