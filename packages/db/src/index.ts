export { Believed } from './believed.ts';
export { cellsShape } from './cells.ts';
export type { AccountRow, OrderRow, OrdersAsked, PositionRow } from './current-rows.ts';
export { createDb } from './db.ts';
export { type BindingBreach, BindingBroken, type TenantRefusal, TenantRefused } from './errors.ts';
export type { DealRow, EventRange, EventRows, StateRow } from './event-rows.ts';
export type {
	AdminAudit,
	ApiClient,
	Approval,
	DirectoryGroup,
	IdentityProvider,
	Invitation,
	Membership,
	OauthApp,
	ScimToken,
	SecondFactor,
	Session,
	ShardEpoch,
	SupportGrant,
	Tenant,
	TenantDomain,
	TenantJob,
	TenantPolicy,
	TerminalKey,
	TradingCredential,
	User,
	WebhookEndpoint,
} from './generated/platform/client.ts';
export { Prisma as PlatformPrisma } from './generated/platform/client.ts';
export type {
	Account,
	Alert,
	AlertEvent,
	Break,
	BrokerSymbol,
	DataImport,
	Execution,
	ForeignOrder,
	Instrument,
	JournalCursor,
	LimitChange,
	MlExperiment,
	MlFeatureSet,
	MlJob,
	MlLiveFeature,
	MlModel,
	MlModelVersion,
	MlPrediction,
	MlRun,
	MlServingPlan,
	MlTrial,
	MlWatchPoint,
	Order,
	OrderEvent,
	Position,
	PushSubscription,
	StrategyPosition,
	WebhookAttempt,
	WebhookDelivery,
} from './generated/tenant/client.ts';
export { Prisma } from './generated/tenant/client.ts';
export { type Leadership, leadershipOf, renewLease, startLeading, takeOver } from './leadership.ts';
export { type LimitPlace, type LimitSetRow, placeKey, readLimitSet, readLimitSets, writeLimitSet } from './limit-sets.ts';
export { type LimitsRow, limitsOf } from './limits.ts';
export { newestTenantVersion } from './migrate/apply.ts';
export { minimumTenantVersion } from './migrate/versions.ts';
export type { OrderEventWrite, OrderWrite, OrderWrites } from './order-writes.ts';
export type { PredictionRow } from './prediction-rows.ts';
export { type JobKind, jobInputs, jobKinds } from './provision/job-inputs.ts';
export { isPushKind, type PushKind, type PushLocale, pushChannel, pushKinds, pushLocales } from './push.ts';
export {
	type Meter,
	meters,
	type PlanName,
	planNames,
	plans,
	type QuotaName,
	type Quotas,
	quotaNames,
	quotasOf,
	softShare,
} from './quotas.ts';
export { tenantSentinel } from './sql-guard.ts';
export { loadTenantConfig, type TenantConfigRow } from './tenant-config.ts';
export { featuresOf, type TenantFeature, tenantFeatureNames, tenantFeatures } from './tenant-features.ts';
export { type RemovalPolicy, removalPolicies, settingsOf, type TenantSettings, tenantSettings } from './tenant-settings.ts';
export type { Db, DbOptions, PlatformDb, TenantDb, TenantPlace, TenantTx, TransactionOptions } from './types.ts';
export { isWebhookEvent, type WebhookEvent, webhookEvents, webhookSecretPurpose, webhooksChannel } from './webhooks.ts';
