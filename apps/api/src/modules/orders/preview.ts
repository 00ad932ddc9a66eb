import { denialCodes } from '@meridian/core';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { formatScaled } from '../../decimal.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { apiError } from '../../graphql/errors.ts';
import { word } from '../shared/rows.ts';
import { describeDenial } from './denial.ts';
import { measuredOf } from './model.ts';
import { isProblem } from './parse.ts';
import { orderTerms, type PlaceOrderInput } from './place.ts';
import type { OrderPreview } from './results.ts';

/** The engine's own checks, dry. Money as the engine counts it: notional in the tenant's base currency, margin in the account's. */
export async function previewOrder(context: ApiContext, input: PlaceOrderInput): Promise<OrderPreview> {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'ORDER_PLACE')) throw apiError('FORBIDDEN', 'Your role may not place orders.');
	const directory = await context.app.directory.of(tenantId);
	const terms = orderTerms(directory, input);
	if (isProblem(terms)) throw apiError(terms.__typename === 'NotFound' ? 'NOT_FOUND' : 'INVALID_INPUT', terms.message);
	const answer = await context.app.gateway.request('PreviewOrder', { ...envelopeOf(context), ...terms });
	if (answer.kind === 'unavailable') throw apiError('GATEWAY_UNAVAILABLE', 'The trading gateway is not connected.');
	if (answer.kind === 'unknown') throw apiError('GATEWAY_TIMEOUT', 'The trading gateway did not answer in time; nothing was placed.');
	const { message } = answer;
	if (message.name === 'Refused')
		throw apiError('GATEWAY_UNAVAILABLE', `The trading gateway refused: ${message.body.message || message.body.code}`);
	if (message.name !== 'PreviewReply') throw new Error(`the gateway answered a preview with ${message.name}`);
	const { denialCode, notionalMinor, marginMinor } = message.body;
	const account = directory.accounts.get(terms.accountId) ?? null;
	const instrument = directory.instruments.get(terms.instrumentId) ?? null;
	return {
		denial:
			denialCode === ''
				? null
				: describeDenial(
						{ ...measuredOf(message.body), code: word(denialCodes, denialCode) },
						{ instrument, account, baseCurrency: directory.baseCurrency },
					),
		notional: notionalMinor === null ? null : formatScaled(notionalMinor, 2),
		margin: marginMinor === null ? null : formatScaled(marginMinor, account?.currencyDigits ?? 2),
	};
}
