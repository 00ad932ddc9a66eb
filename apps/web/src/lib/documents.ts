import { auditDocuments } from './audit-documents.ts';
import { identityDocuments } from './identity-documents.ts';
import { modelDocuments } from './model-documents.ts';
import { platformDocuments } from './platform-documents.ts';

const denial = 'denial { code message remedy value limit headroom level }';
const terms =
	'id orderId clientOrderId side type timeInForce expiresAt quantity price limitPrice stopLoss takeProfit trailBy trailDistance reduceOnly postOnly bracket strategyId positionTicket';
const order = `${terms} ocoId venueOrderTicket emulated waitsFor parentOrderId life pending filledQuantity averagePrice reservedQuantity retcode createdAt updatedAt seq account { id } instrument { id symbol } ${denial}`;
const execution =
	'id dealTicket type entry quantity price profit commission swap orderId bookedAt seq account { id } instrument { symbol }';
const position =
	'id ticket side quantity averagePrice currentPrice unrealisedPnl realisedPnl stopLoss takeProfit swap openedAt account { id } instrument { id symbol }';
const account =
	'id name mode currency server login link reconciled tradeAllowed brokerLine balance equity margin unrealisedPnl realisedPnl';
const instrument = 'id symbol description priceDigits qtyDigits contractSize baseCurrency quoteCurrency';
const tenant = 'name displayName accentColour features { name enabled } halted demo marketLabel';

const newSession = '__typename ... on NewSession { refreshToken } ... on UserError { code message }';
const proof = '... on UserError { code message }';
const counts = 'seen dropped crossed nonPositive stale spike duplicate outOfOrder gap session';
const bar = 'start open high low close';

const terminal = `account { id name server login mode } state explanation since reconciled key { keyId createdAt inUse } eaVersion terminalBuild company pingUs serverPingUs ticks lastTickAt openBreaks stages { stage count p50Us p99Us } refusal { at reason }`;
const file = '{ fileName mediaType contentBase64 }';
const setup = `eaVersion address settings { name label value } presets ${file} bundle ${file}`;
const brk = 'seq account { id name server } code explanation orderId ticket at resolvedAt choice';
const counted = 'asked filled rejected requoted rejectPercent requotePercent';
const scored = `venue account { id name } instrument { symbol } ${counted} slippage { better same worse betterPercent meanPoints meanBetterPoints meanWorsePoints } holdFilled { count p50Us p99Us } holdRefused { count p50Us p99Us } spread { count meanPoints maxPoints }`;
const limitSets =
	'limits { level subjectId name version limits { name value used } pending { changeId baseVersion proposedBy isOwn proposedAt values { name value } } }';

const halt =
	'level subjectId accountId name halted link changedAt changedBy effect { accounts entryOrders protectingOrders openPositions }';
const risk = `exposure { currency currencies { currency net gross } groups { level subjectId name positions long short net } } halts { ${halt} } ${limitSets}`;

/** Every document of the portal; a test validates each against the API's schema. */
export const documents = {
	...auditDocuments,
	...identityDocuments,
	...platformDocuments,
	...modelDocuments,
	nothing: 'query Nothing { __typename }',
	viewer: `query Viewer { me { id name email role permissions } tenant { ${tenant} } }`,
	palette:
		'query Palette { instruments { id symbol description } orders(first: 50) { edges { node { id orderId clientOrderId side quantity life instrument { symbol } } } } }',
	palettePeople: 'query PalettePeople { people { id name email role } }',
	desk: `query Desk { tenant { ${tenant} } accounts { ${account} } instruments { ${instrument} } }`,
	orders: `query Orders($after: String, $working: Boolean) { orders(first: 200, after: $after, working: $working) { pageInfo { hasNextPage endCursor } edges { node { ${order} } } } }`,
	executions: `query Executions($after: String) { executions(first: 200, after: $after) { pageInfo { hasNextPage endCursor } edges { node { ${execution} } } } }`,
	orderHistory: `query OrderHistory($orderId: ID!) { orderHistory(orderId: $orderId) { placedBy decidedBy order { ${order} stages { sentAt toTerminalUs inTerminalUs toAnswerUs toDealUs toGatewayUs roundTripUs } } states { ${order} } executions { ${execution} } } }`,
	state: `query State { tenant { ${tenant} } accounts { ${account} } }`,
	ticks: 'query Ticks($instrumentId: ID!) { recentTicks(instrumentId: $instrumentId, limit: 2000) { bid ask at } }',
	instruments: 'query Instruments { instruments { id symbol description priceDigits qtyDigits contractSize baseCurrency quoteCurrency } }',
	market: `query Market { instruments { ${instrument} restricted venueSymbols { server symbol } } }`,
	bars: `query Bars($instrumentId: ID!, $venue: String, $every: String!, $price: BarPrice, $before: DateTime) { bars(instrumentId: $instrumentId, venue: $venue, every: $every, price: $price, before: $before, limit: 500) { hasOlder bars { ${bar} } } }`,
	barsLive: `subscription BarsLive($instrumentId: ID!, $venue: String, $every: String!, $price: BarPrice) { bars(instrumentId: $instrumentId, venue: $venue, every: $every, price: $price) { ${bar} } }`,
	quality: `query Quality($instrumentId: ID!, $venue: String) { instrumentQuality(instrumentId: $instrumentId, venue: $venue, minutes: 720) { venue venues since counts { ${counts} } minutes { start spreadMean spreadMax counts { ${counts} } } gaps { from to } } }`,
	preview: `query Preview($input: PlaceOrderInput!) { previewOrder(input: $input) { notional margin ${denial} } }`,
	place: `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename ... on UserError { code message } ... on PlaceOrderSuccess { duplicate order { ${order} } } ... on OrderDenied { ${denial} } } }`,
	placeGroup: `mutation PlaceGroup($input: PlaceOrderGroupInput!) { placeOrderGroup(input: $input) { __typename ... on UserError { code message } ... on PlaceOrderGroupSuccess { duplicate orders { ${order} } } } }`,
	amend: `mutation Amend($input: AmendOrderInput!) { amendOrder(input: $input) { __typename ... on UserError { code message } ... on OrderDenied { ${denial} } } }`,
	amendPosition:
		'mutation AmendPosition($input: AmendPositionInput!) { amendPosition(input: $input) { __typename ... on UserError { code message } } }',
	closeBy: `mutation CloseBy($input: ClosePositionByInput!) { closePositionBy(input: $input) { __typename ... on UserError { code message } ... on OrderDenied { ${denial} } } }`,
	close: `mutation Close($input: ClosePositionInput!) { closePosition(input: $input) { __typename ... on UserError { code message } ... on OrderDenied { ${denial} } } }`,
	approve: 'mutation Approve($orderId: ID!) { approveOrder(orderId: $orderId) { __typename ... on UserError { code message } } }',
	refuse: 'mutation Refuse($orderId: ID!) { refuseOrder(orderId: $orderId) { __typename ... on UserError { code message } } }',
	cancel: 'mutation Cancel($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on UserError { code message } } }',
	setHalt: `mutation SetHalt($input: SetHaltInput!) { setHalt(input: $input) { __typename ... on UserError { code message } ... on SetHaltSuccess { halt { ${halt} } } } }`,
	halt: 'mutation Halt($input: HaltTenantInput!) { haltTenant(input: $input) { __typename ... on UserError { code message } } }',
	line: 'mutation Line($input: SetBrokerLineInput!) { setBrokerLine(input: $input) { __typename ... on UserError { code message } } }',
	quotes: 'subscription Quotes { quotes { instrument { id } bid ask stale } }',
	quotesTimed: 'subscription QuotesTimed { quotes { instrument { id } bid ask at stale } }',
	depth:
		'subscription Depth($accountId: ID!, $instrumentId: ID!) { depth(accountId: $accountId, instrumentId: $instrumentId) { bids { price quantity } asks { price quantity } } }',
	orderEvents: `subscription OrderEvents($accountId: ID, $afterSeq: BigInt) { orderEvents(accountId: $accountId, afterSeq: $afterSeq) { __typename ... on OrderChanged { seq order { ${order} } } ... on ExecutionBooked { seq execution { ${execution} } } } }`,
	positionNews: `subscription PositionNews { positionNews { id currentPrice unrealisedPnl position { ${position} } } }`,
	strategyPositions:
		'query StrategyPositions { strategyPositions { id strategyName ticket side quantity averagePrice currentPrice unrealisedPnl instrument { symbol } account { id } } }',
	login: `mutation Login($input: LoginInput!) { login(input: $input) { ${newSession} ... on SecondFactorRequired { ticket methods passkeyOptions } } }`,
	completeLogin: `mutation CompleteLogin($input: CompleteLoginInput!) { completeLogin(input: $input) { ${newSession} } }`,
	acceptInvitation: `mutation AcceptInvitation($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { ${newSession} } }`,
	people:
		'query People { me { email } tenant { name } people { id email name role active secondFactor sessionsOpen lastUsedAt } invitations { invitationId email role state expiresAt } }',
	invite: `mutation Invite($input: InvitePersonInput!) { invitePerson(input: $input) { __typename ${proof} ... on InvitePersonSuccess { link } } }`,
	revokeInvitation: `mutation RevokeInvitation($id: String!) { revokeInvitation(invitationId: $id) { __typename ${proof} } }`,
	changeRole: `mutation ChangeRole($id: ID!, $role: Role!) { changeRole(personId: $id, role: $role) { __typename ${proof} } }`,
	removePerson: `mutation RemovePerson($id: ID!) { removePerson(personId: $id) { __typename ${proof} } }`,
	restorePerson: `mutation RestorePerson($id: ID!) { restorePerson(personId: $id) { __typename ${proof} } }`,
	account:
		'query Account { sessions { sessionId current userAgent sourceIp methods createdAt lastUsedAt } secondFactors { factorId kind name createdAt lastUsedAt } }',
	pushSettings: 'query PushSettings { pushSettings { publicKey subscriptions { subscriptionId endpoint kinds current } } }',
	subscribePush: `mutation SubscribePush($input: SubscribePushInput!) { subscribePush(input: $input) { __typename ${proof} } }`,
	unsubscribePush: `mutation UnsubscribePush($id: String!) { unsubscribePush(subscriptionId: $id) { __typename ${proof} } }`,
	revokeSession: `mutation RevokeSession($id: String!) { revokeSession(sessionId: $id) { __typename ${proof} } }`,
	revokeOtherSessions: 'mutation RevokeOtherSessions { revokeOtherSessions { __typename ended } }',
	beginTotp: `mutation BeginTotp { beginTotp { __typename ${proof} ... on BeginTotpSuccess { factorId secret uri } } }`,
	confirmTotp: `mutation ConfirmTotp($factorId: String!, $secret: String!, $code: String!) { confirmTotp(factorId: $factorId, secret: $secret, code: $code) { __typename ${proof} ... on FactorAdded { recoveryCodes } } }`,
	beginPasskey: `mutation BeginPasskey { beginPasskey { __typename ${proof} ... on BeginPasskeySuccess { ticket options } } }`,
	confirmPasskey: `mutation ConfirmPasskey($ticket: String!, $name: String!, $response: String!) { confirmPasskey(ticket: $ticket, name: $name, response: $response) { __typename ${proof} ... on FactorAdded { recoveryCodes } } }`,
	removeFactor: `mutation RemoveFactor($id: String!) { removeFactor(factorId: $id) { __typename ${proof} } }`,
	renewRecoveryCodes: `mutation RenewRecoveryCodes { renewRecoveryCodes { __typename ${proof} ... on RecoveryCodes { recoveryCodes } } }`,
	apiClients: 'query ApiClients { apiClients { clientId name role allowedIps expiresAt lastUsedAt revokedAt oldSecretUntil } }',
	createApiClient: `mutation CreateApiClient($input: CreateApiClientInput!) { createApiClient(input: $input) { __typename ${proof} ... on CreateApiClientSuccess { secret client { clientId } } } }`,
	rotateApiClient: `mutation RotateApiClient($id: String!) { rotateApiClient(clientId: $id) { __typename ${proof} ... on CreateApiClientSuccess { secret client { clientId } } } }`,
	revokeApiClient: `mutation RevokeApiClient($id: String!) { revokeApiClient(clientId: $id) { __typename ${proof} } }`,
	tenants:
		'query Tenants { tenants { slug name state cell shard schemaVersion people settings createdAt purgeAfter } tenantJobs { jobId kind state error requestedAt } }',
	createTenant: `mutation CreateTenant($input: CreateTenantInput!) { createTenant(input: $input) { __typename ${proof} ... on CreateTenantSuccess { link } } }`,
	platformOverview:
		'query PlatformOverview { platformOverview { cells { name tenants tenantsMax open } plans { name quotas { name hard } } newestSchemaVersion oldestServedSchemaVersion tenantsBehind health { name ok detail } } }',
	configureTenant: `mutation ConfigureTenant($slug: String!, $settings: String!) { configureTenant(slug: $slug, settings: $settings) { __typename ${proof} } }`,
	supportRequests: 'query SupportRequests { supportRequests { requestId tenantName reason hours state expiresAt } }',
	requestSupport: `mutation RequestSupport($slug: String!, $reason: String!, $hours: Int!) { requestSupportAccess(slug: $slug, reason: $reason, hours: $hours) { __typename ${proof} } }`,
	enterTenant: `mutation EnterTenant($requestId: String!) { enterTenant(requestId: $requestId) { __typename ... on SupportSession { token expiresAt } ${proof} } }`,
	supportView: `query SupportView { tenant { displayName halted } accounts { id name server login link reconciled } breaks(open: true, first: 20) { edges { node { seq code explanation account { name } at } } } orders(working: true, first: 50) { edges { node { id orderId side quantity life updatedAt account { name } instrument { symbol } } } } }`,
	actOnTenant: `mutation ActOnTenant($slug: String!, $action: TenantAction!) { actOnTenant(slug: $slug, action: $action) { __typename ${proof} } }`,
	terminals: `subscription Terminals { terminals { ${terminal} } }`,
	terminalSetup: `query TerminalSetup($accountId: ID!) { terminalSetup(accountId: $accountId) { __typename ... on TerminalSetup { ${setup} } ${proof} } }`,
	createTerminalKey: `mutation CreateTerminalKey($accountId: ID!) { createTerminalKey(input: { accountId: $accountId }) { __typename ... on MakeTerminalKeySuccess { secret setup { ${setup} } } ${proof} } }`,
	rotateTerminalKey: `mutation RotateTerminalKey($accountId: ID!) { rotateTerminalKey(input: { accountId: $accountId }) { __typename ... on MakeTerminalKeySuccess { secret setup { ${setup} } } ${proof} } }`,
	revokeTerminalKey: `mutation RevokeTerminalKey($accountId: ID!) { revokeTerminalKey(input: { accountId: $accountId }) { __typename ${proof} } }`,
	scorecard: `query Scorecard($by: ScorecardGroup!, $hours: Int!) { scorecard(by: $by, hours: $hours) { from isComplete rows { ${scored} } } }`,
	breaks: `subscription Breaks { breaks { ${brk} } }`,
	decided: `query Decided { breaks(open: false, first: 30) { edges { node { ${brk} } } } }`,
	unknownOrders: `query UnknownOrders { unknownOrders { ${order} } }`,
	ordersMoved: 'subscription OrdersMoved { orderEvents { __typename } }',
	resolveBreak: `mutation ResolveBreak($input: ResolveBreakInput!) { resolveBreak(input: $input) { __typename ${proof} } }`,
	risk: `query Risk { ${risk} }`,
	riskLive: `subscription RiskLive { risk { ${risk} } }`,
	haltsLive: 'subscription HaltsLive { halts { level halted } }',
	denials: 'query Denials($hours: Int!) { denials(hours: $hours) { from bucketMinutes isComplete codes { code total counts } } }',
	cancelAll: `mutation CancelAll($input: CancelOrdersInput!) { cancelOrders(input: $input) { __typename ... on CancelOrdersSuccess { sent notReady } ${proof} } }`,
	limits: `query Limits { ${limitSets} }`,
	limitsLive: `subscription LimitsLive { risk { ${limitSets} } }`,
	setLimits: `mutation SetLimits($input: SetLimitsInput!) { setLimits(input: $input) { __typename ${proof} } }`,
	decideLimits: `mutation DecideLimits($input: DecideLimitsInput!) { decideLimits(input: $input) { __typename ${proof} } }`,
	beginProof: 'mutation BeginProof { beginProof { ticket passkeyOptions } }',
	proveAgain: `mutation ProveAgain($input: ProveAgainInput!) { proveAgain(input: $input) { __typename ${proof} } }`,
} as const;
