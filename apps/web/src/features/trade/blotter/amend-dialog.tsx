'use client';

import { useState } from 'react';
import { Button } from '../../../design/button';
import { Dialog } from '../../../design/dialog';
import { TextField } from '../../../design/field';
import { useLook } from '../../../design/look-context';
import type { Word } from '../../../i18n/words';
import { isDecimal } from '../../../lib/decimal';
import { documents } from '../../../lib/documents';
import type { Order } from '../../../lib/types';
import { useDesk } from '../desk-context';
import { hasLimitPrice, hasPrice } from '../ticket/terms';

const names = ['quantity', 'price', 'limitPrice', 'stopLoss', 'takeProfit'] as const;
type Name = (typeof names)[number];
const limitWords = ['ticket.limitPrice', 'ticket.limitPriceHelp'] as const;
type Terms = Readonly<Record<Name, string>>;

/** What differs from the order as it is; an emptied stop is removed. A price that is not asked for is the market's doing, and may have moved. */
export function changesOf(order: Pick<Order, Name | 'type'>, terms: Terms): Record<string, string | null> {
	const asked = { price: hasPrice(order.type), limitPrice: hasLimitPrice(order.type), quantity: true, stopLoss: true, takeProfit: true };
	const changed = names.filter((name) => asked[name] && terms[name] !== (order[name] ?? ''));
	return Object.fromEntries(
		changed.flatMap((name): [string, string | null][] => {
			if (terms[name] !== '') return [[name, terms[name]]];
			return name === 'stopLoss' || name === 'takeProfit' ? [[name, null]] : [];
		}),
	);
}

export function AmendDialog({ order, onClose }: { order: Order; onClose: () => void }) {
	const { t } = useLook();
	const { act } = useDesk();
	const [terms, setTerms] = useState<Terms>({
		quantity: order.quantity,
		price: order.price ?? '',
		limitPrice: order.limitPrice ?? '',
		stopLoss: order.stopLoss ?? '',
		takeProfit: order.takeProfit ?? '',
	});
	const [busy, setBusy] = useState(false);
	const changes = changesOf(order, terms);
	const wrong = names.filter((name) => terms[name] !== '' && !isDecimal(terms[name]));
	const send = async () => {
		setBusy(true);
		const answer = await act(documents.amend, { input: { orderId: order.id, amendId: crypto.randomUUID(), ...changes } });
		setBusy(false);
		if (answer) onClose();
	};
	const field = (name: Name, [label, help]: readonly [Word, Word]) => (
		<TextField
			label={t(label)}
			help={t(help)}
			decimal
			value={terms[name]}
			onChange={(value) => setTerms({ ...terms, [name]: value })}
			{...(wrong.includes(name) ? { error: t('form.number') } : {})}
			testId={`amend-${name}`}
		/>
	);
	return (
		<Dialog
			open
			onClose={onClose}
			title={`${t('act.amend')} · ${order.instrument?.symbol ?? ''} ${t(`type.${order.type}`)} #${order.orderId}`}
			description={t('act.amendText')}
			testId="dialog-amend"
			actions={
				<>
					<Button onClick={onClose}>{t('dialog.cancel')}</Button>
					<Button
						tone="primary"
						busy={busy}
						disabled={wrong.length > 0 || Object.keys(changes).length === 0}
						onClick={() => void send()}
						testId="amend-confirm"
					>
						{t('act.amend')}
					</Button>
				</>
			}
		>
			<div className="t-pair">
				{field('quantity', ['ticket.lots', 'amend.quantityHelp'])}
				{hasPrice(order.type) && field('price', order.type === 'LIMIT' ? limitWords : ['ticket.trigger', 'ticket.triggerHelp'])}
				{hasLimitPrice(order.type) && field('limitPrice', limitWords)}
				{field('stopLoss', ['trade.stopLoss', 'ticket.slHelp'])}
				{field('takeProfit', ['trade.takeProfit', 'ticket.tpHelp'])}
			</div>
		</Dialog>
	);
}
