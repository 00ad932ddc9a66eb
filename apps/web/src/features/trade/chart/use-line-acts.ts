import { useMemo } from 'react';
import { documents } from '../../../lib/documents';
import { usePositionActs } from '../blotter/position-acts';
import { useDesk } from '../desk-context';
import type { Draft } from '../ticket/terms';
import { useTrade } from '../trade-context';
import type { Line, LineKind } from './lines';

const fields = {
	...{ order: 'price', limit: 'limitPrice', sl: 'stopLoss', tp: 'takeProfit' },
	...{ draft: 'price', 'draft-limit': 'limitPrice', 'draft-sl': 'stopLoss', 'draft-tp': 'takeProfit' },
} as const satisfies Record<Exclude<LineKind, 'entry'>, keyof Draft>;

/** What a moved or removed line changes: the ticket at once, an order or a position by a request to the broker. */
export function useLineActs() {
	const { act } = useDesk();
	const { setDraft } = useTrade();
	const { stops } = usePositionActs();
	return useMemo(() => {
		const put = (line: Line, price: string | null): void => {
			if (line.kind === 'entry') return;
			const field = fields[line.kind];
			const { of } = line;
			if (of.kind === 'leg') setDraft({ [field]: price ?? '' }, of.leg);
			else if (of.kind === 'position') void stops(of.position, { [field]: price });
			else if (price === null && (field === 'price' || field === 'limitPrice'))
				void act(documents.cancel, { input: { orderId: of.order.id } });
			else void act(documents.amend, { input: { orderId: of.order.id, amendId: crypto.randomUUID(), [field]: price } });
		};
		return { move: put, remove: (line: Line) => put(line, null) };
	}, [act, setDraft, stops]);
}
