import { money, sign } from '../../lib/format';
import type { Position } from '../../lib/types';

type Props = { rows: Position[]; accountName: (id: string) => string; onClose: ((position: Position) => void) | undefined };

export function Positions({ rows, accountName, onClose }: Props) {
	if (rows.length === 0)
		return (
			<div className="empty" data-testid="positions-table">
				No open positions.
			</div>
		);
	return (
		<table data-testid="positions-table">
			<thead>
				<tr>
					<th>Symbol</th>
					<th>Account</th>
					<th>Side</th>
					<th className="num">Lots</th>
					<th className="num">Open price</th>
					<th className="num">Price</th>
					<th className="num">P&L</th>
					<th />
				</tr>
			</thead>
			<tbody>
				{rows.map((p) => (
					<tr key={p.id} data-testid="position-row" data-symbol={p.instrument.symbol}>
						<td>
							<b>{p.instrument.symbol}</b> <span className="muted">#{p.ticket}</span>
						</td>
						<td className="muted">{accountName(p.account.id)}</td>
						<td className={p.side === 'BUY' ? 'up' : 'down'}>{p.side === 'BUY' ? '▲ Long' : '▼ Short'}</td>
						<td className="num" data-name="lots">
							{p.quantity}
						</td>
						<td className="num" data-name="open">
							{p.averagePrice}
						</td>
						<td className="num" data-name="now">
							{p.currentPrice ?? '–'}
						</td>
						<td className={`num ${sign(p.unrealisedPnl)}`} data-testid="position-pnl" data-name="P&L">
							{money(p.unrealisedPnl)}
						</td>
						<td className="num action">
							<button type="button" className="small" disabled={!onClose} onClick={() => onClose?.(p)} data-testid="position-close">
								Close
							</button>
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
