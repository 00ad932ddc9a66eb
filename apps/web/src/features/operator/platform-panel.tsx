'use client';

import { Gauge } from '../../design/gauge';
import { useLook } from '../../design/look-context';
import { Panel, Row } from '../../design/panel';
import { Failure, Loading } from '../../design/state';
import { Status } from '../../design/status';
import { Table } from '../../design/table';
import { documents } from '../../lib/documents';
import { useQuery } from '../shell/session';
import type { Overview } from './model';

/** How the platform stands: what the API needs, the databases, how far the fleet is migrated, and what plans give. */
export function PlatformPanel() {
	const { t, code, format } = useLook();
	const { data, failure, reload } = useQuery<Overview>(documents.platformOverview, { everyMs: 10_000 });
	if (failure !== '') return <Failure text={failure} onRetry={() => void reload()} />;
	if (data === undefined) return <Loading rows={4} />;
	const { cells, plans, health, newestSchemaVersion: newest, oldestServedSchemaVersion: oldest, tenantsBehind } = data.platformOverview;
	const [first] = plans;
	return (
		<>
			<Panel title={t('operator.platform')} testId="platform">
				<Row>
					<span className="m-stat-name">{t('operator.health')}</span>
					{health.map(({ name, ok, detail }) => (
						<Status key={name} tone={ok ? 'good' : 'bad'} testId={`health-${name}`}>
							{`${code('operator.part', name, name)}: ${ok ? t('operator.ok') : detail}`}
						</Status>
					))}
				</Row>
				<Row>
					<span className="m-stat-name">{t('operator.schema')}</span>
					<span data-testid="schema-versions">{t('operator.schemaText', { newest, oldest, behind: tenantsBehind })}</span>
				</Row>
			</Panel>
			<Panel title={t('operator.cells')} flush>
				<Table
					label={t('operator.cells')}
					rows={cells}
					keyOf={({ name }) => name}
					testId="cells"
					rowTestId="cell"
					columns={[
						{ id: 'cell', title: t('operator.cell'), value: ({ name }) => name },
						{
							...{ id: 'filled', title: t('operator.filled'), value: ({ tenants }: (typeof cells)[number]) => tenants },
							cell: ({ name, tenants, tenantsMax }) => <Gauge label={t('operator.of', { name })} bare used={tenants} limit={tenantsMax} />,
						},
						{
							...{ id: 'open', title: '', value: ({ open }: (typeof cells)[number]) => String(open) },
							cell: ({ open }) => <Status tone={open ? 'good' : 'off'}>{t(open ? 'operator.open' : 'operator.closed')}</Status>,
						},
					]}
				/>
			</Panel>
			<Panel title={t('operator.plans')} flush>
				<Table
					label={t('operator.plans')}
					rows={first?.quotas ?? []}
					keyOf={({ name }) => name}
					testId="plans"
					columns={[
						{ id: 'quota', title: t('operator.quota'), value: ({ name }) => code('quota', name) },
						...plans.map((plan) => ({
							...{ id: plan.name, title: code('plan', plan.name), numeric: true },
							value: ({ name }: { name: string }) => format.number(plan.quotas.find((one) => one.name === name)?.hard ?? null),
						})),
					]}
				/>
			</Panel>
		</>
	);
}
