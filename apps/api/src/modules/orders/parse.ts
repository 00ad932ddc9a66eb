import { parseDecimal } from '../../decimal.ts';
import type { AccountRecord, TenantDirectory } from '../../directory.ts';
import { intId } from '../../graphql/ids.ts';
import type { InstrumentModel } from '../instruments/types.ts';
import { type UserError, userError } from '../shared/user-errors.ts';

/** Something is wrong with the input itself: nothing was sent. */
export type InputProblem = UserError<'InvalidInput'> | UserError<'NotFound'>;
export const isProblem = (value: unknown): value is InputProblem =>
	typeof value === 'object' &&
	value !== null &&
	'__typename' in value &&
	(value.__typename === 'InvalidInput' || value.__typename === 'NotFound');

export const accountNotFound = (): UserError<'NotFound'> =>
	userError('NotFound', {
		code: 'ACCOUNT_NOT_FOUND',
		message: 'There is no such account. Ask for "accounts" and use an id from there.',
		path: ['input', 'accountId'],
	});

export function accountOf(directory: TenantDirectory, globalId: string): AccountRecord | InputProblem {
	return directory.accounts.get(intId('Account', globalId) ?? 0) ?? accountNotFound();
}

export function instrumentOf(directory: TenantDirectory, globalId: string): InstrumentModel | InputProblem {
	return (
		directory.instruments.get(intId('Instrument', globalId) ?? 0) ??
		userError('NotFound', {
			code: 'INSTRUMENT_NOT_FOUND',
			message: 'There is no such instrument. Ask for "instruments" and use an id from there.',
			path: ['input', 'instrumentId'],
		})
	);
}

/** An optional decimal field as an integer at `digits`; null where absent. */
export function decimalAt(
	field: string,
	input: { readonly text: string | null | undefined; readonly digits: number },
): number | null | InputProblem {
	if (input.text === null || input.text === undefined) return null;
	const parsed = parseDecimal(input.text, input.digits);
	return typeof parsed === 'number'
		? parsed
		: userError('InvalidInput', { code: 'INVALID_DECIMAL', message: `${field}: ${parsed.problem}.`, path: ['input', field] });
}

/** As the wire has it: 0 is of no strategy. Whether it exists is for the engine to say. */
export function strategyOf(id: number | null): number | InputProblem {
	if (id === null || id > 0) return id ?? 0;
	return userError('InvalidInput', {
		code: 'INVALID_STRATEGY_ID',
		message: 'strategyId must be a positive number; leave it out for an order of no strategy.',
		path: ['input', 'strategyId'],
	});
}

/** The characters that every MT5 comment, FIX tag and log line can carry. */
export function clientOrderIdProblem(id: string, field: 'clientOrderId' | 'amendId' = 'clientOrderId'): UserError<'InvalidInput'> | null {
	if (/^[A-Za-z0-9._:-]{1,36}$/.test(id)) return null;
	return userError('InvalidInput', {
		code: field === 'amendId' ? 'INVALID_AMEND_ID' : 'INVALID_CLIENT_ORDER_ID',
		message: `${field} must be 1 to 36 characters of A-Z a-z 0-9 . _ : - ; a UUID is a good choice.`,
		path: ['input', field],
	});
}

export function ticketProblem(ticket: bigint, field: string): UserError<'InvalidInput'> | null {
	if (ticket > 0n) return null;
	return userError('InvalidInput', {
		code: 'INVALID_TICKET',
		message: `${field} must be the ticket of an open position.`,
		path: ['input', field],
	});
}
