const line = 'at action personName personEmail detail correlationId';
const change =
	'placedBy decidedBy order { id orderId clientOrderId side type quantity price life pending filledQuantity updatedAt seq account { name } instrument { symbol } denial { code } }';
const page = 'pageInfo { hasNextPage endCursor }';

/** Of the audit. */
export const auditDocuments = {
	auditChoices: 'query AuditChoices { auditChoices { actions people { personId name email } } accounts { id name } }',
	adminAudit: `query AdminAudit($first: Int, $after: String, $personId: ID, $from: DateTime, $to: DateTime, $actions: [String!], $text: String) { page: adminAudit(first: $first, after: $after, personId: $personId, from: $from, to: $to, actions: $actions, text: $text) { ${page} edges { cursor node { ${line} } } } }`,
	orderAudit: `query OrderAudit($first: Int, $after: String, $personId: ID, $from: DateTime, $to: DateTime, $accountId: ID, $lives: [OrderLife!]) { page: orderAudit(first: $first, after: $after, personId: $personId, from: $from, to: $to, accountId: $accountId, lives: $lives) { ${page} edges { cursor node { ${change} } } } }`,
} as const;
