import type { Column } from '../../design/table';

export type AuditLine = {
	readonly at: string;
	readonly action: string;
	readonly personName: string | null;
	readonly personEmail: string | null;
	/** JSON. */
	readonly detail: string;
	readonly correlationId: string;
};
export type OrderChange = {
	readonly placedBy: string;
	readonly decidedBy: string | null;
	readonly order: {
		readonly id: string;
		readonly orderId: string;
		readonly clientOrderId: string;
		readonly side: 'BUY' | 'SELL';
		readonly type: string;
		readonly quantity: string;
		readonly price: string | null;
		readonly life: string;
		readonly pending: string;
		readonly filledQuantity: string;
		readonly updatedAt: string;
		readonly seq: string;
		readonly account: { readonly name: string };
		readonly instrument: { readonly symbol: string } | null;
		readonly denial: { readonly code: string } | null;
	};
};
export type Choices = {
	readonly auditChoices: {
		readonly actions: readonly string[];
		readonly people: readonly { readonly personId: string; readonly name: string; readonly email: string }[];
	};
	readonly accounts: readonly { readonly id: string; readonly name: string }[];
};

/** What both lists are narrowed by; '' stands for any. Days are of UTC, as 2026-01-31. */
export type Asked = {
	readonly personId: string;
	readonly from: string;
	readonly to: string;
	readonly action: string;
	readonly text: string;
	readonly accountId: string;
	readonly life: string;
};
export const askedNothing: Asked = { personId: '', from: '', to: '', action: '', text: '', accountId: '', life: '' };

const dayMs = 86_400_000;
const given = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** As the API wants it: a day that is meant with its whole ends where the next begins. A date field that is half typed asks nothing. */
export function variablesOf(asked: Asked, which: 'acts' | 'orders'): Record<string, unknown> {
	const day = (text: string, later: number) => {
		const at = Date.parse(`${text}T00:00:00Z`);
		return Number.isNaN(at) ? null : new Date(at + later).toISOString();
	};
	const common = { personId: given(asked.personId), from: day(asked.from, 0), to: day(asked.to, dayMs) };
	return which === 'acts'
		? { ...common, actions: asked.action === '' ? null : [asked.action], text: given(asked.text) }
		: { ...common, accountId: given(asked.accountId), lives: asked.life === '' ? null : [asked.life] };
}

/** `{"email":"a@b","role":"TRADER"}` for the eye. */
export function detailText(json: string): string {
	const parsed: unknown = JSON.parse(json);
	if (typeof parsed !== 'object' || parsed === null) return json;
	return Object.entries(parsed)
		.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
		.join(', ');
}

/** Every field as it is: a file for who examines it, not for the eye. Its heads are the API's names in every language. */
export const lineColumns: readonly Column<AuditLine>[] = (
	['at', 'action', 'personName', 'personEmail', 'detail', 'correlationId'] as const
).map((name) => ({ id: name, title: name, value: (line: AuditLine) => line[name] }));
export const changeColumns: readonly Column<OrderChange>[] = [
	{ id: 'at', title: 'at', value: ({ order }) => order.updatedAt },
	{ id: 'account', title: 'account', value: ({ order }) => order.account.name },
	{ id: 'seq', title: 'seq', value: ({ order }) => order.seq },
	...(['orderId', 'clientOrderId', 'side', 'type', 'quantity', 'price', 'life', 'pending', 'filledQuantity'] as const).map((name) => ({
		...{ id: name, title: name },
		value: ({ order }: OrderChange) => order[name],
	})),
	{ id: 'instrument', title: 'instrument', value: ({ order }) => order.instrument?.symbol ?? null },
	{ id: 'denial', title: 'denial', value: ({ order }) => order.denial?.code ?? null },
	{ id: 'placedBy', title: 'placedBy', value: ({ placedBy }) => placedBy },
	{ id: 'decidedBy', title: 'decidedBy', value: ({ decidedBy }) => decidedBy },
];
