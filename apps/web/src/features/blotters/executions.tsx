import { clock, money, sign } from '../../lib/format';
import type { Execution } from '../../lib/types';

export function Executions({ rows, accountName }: { rows: Execution[]; accountName: (id: string) => string }) {
	const trades = rows.filter((e) => e.type === 'BUY' || e.type === 'SELL');
	if (trades.length === 0)
		return (
			<div className="empty" data-testid="executions-table">
				No executions yet.
			</div>
		);
	return (
		<table data-testid="executions-table">
			<thead>
				<tr>
					<th>Time</th>
					<th>Deal</th>
					<th>Symbol</th>
					<th>Account</th>
					<th>Side</th>
					<th className="num">Lots</th>
					<th className="num">Price</th>
					<th className="num">Profit</th>
				</tr>
			</thead>
			<tbody>
				{trades.map((e) => (
					<tr key={e.id} data-testid="execution-row">
						<td className="muted">{clock(e.bookedAt)}</td>
						<td className="muted">#{e.dealTicket}</td>
						<td>
							<b>{e.instrument?.symbol ?? '?'}</b>
						</td>
						<td className="muted">{accountName(e.account.id)}</td>
						<td className={e.type === 'BUY' ? 'up' : 'down'}>
							{e.type} {e.entry.toLowerCase()}
						</td>
						<td className="num" data-name="lots">
							{e.quantity}
						</td>
						<td className="num" data-name="price">
							{e.price}
						</td>
						<td className={`num ${sign(e.profit)}`} data-name="profit">
							{money(e.profit)}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
