import { useEffect, useRef } from 'react';
import { useLook } from '../../../design/look-context';
import type { DepthStore } from './depth-store';
import { type Rung, rungsOf, rungsPerSide } from './ladder';

const rows = Array.from({ length: rungsPerSide }, (_, at) => at);

/** Rungs are drawn once; what is on them is written straight into the page, once a frame at most. */
export function Ladder({ store, onChoose }: { store: DepthStore; onChoose: (price: string) => void }) {
	const { t } = useLook();
	const list = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const nodes = [...(list.current?.querySelectorAll('button') ?? [])];
		const shown = nodes.map(() => '');
		let centred = false;
		const write = () => {
			const depth = store.get();
			if (depth === undefined) return;
			const { asks, bids } = rungsOf(depth);
			for (const [at, rung] of [...asks, ...bids].entries()) {
				const node = nodes[at];
				const face = rung === null ? '-' : `${rung.price} ${rung.quantity} ${rung.share}`;
				if (node === undefined || face === shown[at]) continue;
				shown[at] = face;
				put(node, rung);
			}
			// A book that is taller than its panel is shown from its middle, where the best prices are.
			if (!centred && list.current) list.current.scrollTop = (list.current.scrollHeight - list.current.clientHeight) / 2;
			centred = true;
		};
		write();
		return store.on(write);
	}, [store]);
	const side = (name: 'ask' | 'bid') =>
		rows.map((at) => (
			<button
				key={`${name}${at}`}
				type="button"
				className="t-rung m-livevalue"
				data-side={name}
				hidden
				title={t('depth.take')}
				onClick={({ currentTarget }) => onChoose(currentTarget.dataset.price ?? '')}
				data-testid={name === 'ask' ? `depth-ask-${rungsPerSide - 1 - at}` : `depth-bid-${at}`}
			>
				<b />
				<span />
				<i aria-hidden="true" />
			</button>
		));
	return (
		<div className="t-ladder" ref={list} data-testid="depth-ladder">
			<div className="t-asks">{side('ask')}</div>
			<div className="t-bids">{side('bid')}</div>
		</div>
	);
}

function put(node: HTMLButtonElement, rung: Rung | null): void {
	node.hidden = rung === null;
	if (rung === null) return;
	const [price, quantity, bar] = node.children;
	node.dataset.price = rung.price;
	if (price) price.textContent = rung.price;
	if (quantity) quantity.textContent = rung.quantity;
	if (bar instanceof HTMLElement) bar.style.transform = `scaleX(${rung.share})`;
}
