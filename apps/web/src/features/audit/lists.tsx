'use client';

import { useLook } from '../../design/look-context';
import { Status } from '../../design/status';
import { documents } from '../../lib/documents';
import { lifeTone, lifeWord } from '../trade/words';
import { type Asked, type AuditLine, changeColumns, detailText, lineColumns, type OrderChange, variablesOf } from './model';
import { PagedTable } from './paged-table';
import { usePages } from './use-pages';
import { useSettled } from './use-settled';

export function Acts({ asked }: { asked: Asked }) {
	const { t, format } = useLook();
	const pages = usePages<AuditLine>(documents.adminAudit, variablesOf(useSettled(asked), 'acts'));
	return (
		<PagedTable
			label={t('audit.acts')}
			name="audit-acts"
			pages={pages}
			csv={lineColumns}
			columns={[
				{ id: 'when', title: t('audit.when'), value: ({ at }) => format.dateTime(at) },
				{
					...{ id: 'who', title: t('audit.who'), value: ({ personName }: AuditLine) => personName },
					cell: ({ personName, personEmail }) => <span title={personEmail ?? undefined}>{personName ?? t('audit.platform')}</span>,
				},
				{ id: 'act', title: t('audit.act'), value: ({ action }) => action, cell: ({ action }) => <code>{action}</code> },
				{
					...{ id: 'detail', title: t('audit.detail'), value: ({ detail }: AuditLine) => detail },
					cell: ({ detail }) => <span className="a-detail">{detailText(detail)}</span>,
				},
				{
					...{ id: 'correlation', title: t('audit.correlation'), value: ({ correlationId }: AuditLine) => correlationId },
					cell: ({ correlationId }) => <code className="a-detail muted">{correlationId}</code>,
				},
			]}
		/>
	);
}

export function OrderChanges({ asked }: { asked: Asked }) {
	const { t, code, format } = useLook();
	const pages = usePages<OrderChange>(documents.orderAudit, variablesOf(useSettled(asked), 'orders'));
	return (
		<PagedTable
			label={t('audit.orders')}
			name="audit-orders"
			pages={pages}
			csv={changeColumns}
			columns={[
				{ id: 'when', title: t('audit.when'), value: ({ order }) => format.dateTime(order.updatedAt) },
				{
					...{ id: 'who', title: t('audit.who') },
					value: ({ placedBy: placed, decidedBy: decided }) => (decided === null ? placed : t('audit.decidedBy', { placed, decided })),
				},
				{
					...{ id: 'order', title: t('audit.order'), value: ({ order }: OrderChange) => order.orderId },
					cell: ({ order }) => <a href={`/orders?order=${encodeURIComponent(order.id)}`}>{order.orderId}</a>,
				},
				{ id: 'account', title: t('audit.account'), value: ({ order }) => order.account.name },
				{ id: 'instrument', title: t('audit.instrument'), value: ({ order }) => order.instrument?.symbol ?? null },
				{
					...{ id: 'terms', title: t('audit.terms') },
					value: ({ order: { side, quantity, type, price } }) =>
						[code('side', side), quantity, code('type', type), price].filter((one) => one !== null).join(' '),
				},
				{
					...{ id: 'state', title: t('audit.state'), value: ({ order }: OrderChange) => order.life },
					cell: ({ order }) => (
						<>
							<Status tone={lifeTone(order.life)}>{t(lifeWord(order.life))}</Status> {order.denial && <code>{order.denial.code}</code>}
						</>
					),
				},
				{ id: 'filled', title: t('audit.filled'), numeric: true, value: ({ order }) => order.filledQuantity },
			]}
		/>
	);
}
