const refusal = '... on UserError { code message }';

/** Of log-ins, accounts and administration. */
export const identityDocuments = {
	changePassword: `mutation ChangePassword($input: ChangePasswordInput!) { changePassword(input: $input) { __typename ${refusal} } }`,
	requestPasswordReset: `mutation RequestPasswordReset($email: String!) { requestPasswordReset(email: $email) { __typename ${refusal} } }`,
	resetPassword: `mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename ${refusal} } }`,
	beginSso: `mutation BeginSso($email: String!) { beginSso(email: $email) { __typename ... on SsoRedirect { url binding } ${refusal} } }`,
	completeSso: `mutation CompleteSso($input: CompleteSsoInput!) { completeSso(input: $input) { __typename ... on NewSession { refreshToken } ${refusal} } }`,
	authorizationRequest: `query AuthorizationRequest($input: AuthorizationInput!) { authorizationRequest(input: $input) { __typename ... on AuthorizationRequest { appName scopes returnsTo } ${refusal} } }`,
	answerAuthorization: `mutation AnswerAuthorization($input: AuthorizationInput!, $approve: Boolean!) { answerAuthorization(input: $input, approve: $approve) { __typename ... on AuthorizationAnswered { url } ${refusal} } }`,
	access: `query Access { ssoEnforced identityProviders { providerId kind name enabled issuer clientId entryPoint redirectUri audience assertionUrl defaultRole } tenantDomains { domain recordName recordValue verifiedAt } scimTokens { tokenId name expiresAt lastUsedAt revokedAt } directoryGroups { groupId displayName role } supportAccess { requestId reason hours state expiresAt } policies { version text createdAt } }`,
	organisation: 'query Organisation { tenant { name slug baseCurrency displayName accentColour features { name enabled } } }',
	changeOrganisation: `mutation ChangeOrganisation($input: ChangeOrganisationInput!) { changeOrganisation(input: $input) { __typename ${refusal} } }`,
	whoCan: 'query WhoCan($text: String) { whoCan(text: $text) { email role permissions orders { account instruments maxLots } } }',
	saveIdentityProvider: `mutation SaveIdentityProvider($input: IdentityProviderInput!) { saveIdentityProvider(input: $input) { __typename ${refusal} } }`,
	testIdentityProvider: `mutation TestIdentityProvider($id: String!) { testIdentityProvider(providerId: $id) { __typename ... on IdentityProviderTested { ok detail } ${refusal} } }`,
	removeIdentityProvider: `mutation RemoveIdentityProvider($id: String!) { removeIdentityProvider(providerId: $id) { __typename ${refusal} } }`,
	addTenantDomain: `mutation AddTenantDomain($domain: String!) { addTenantDomain(domain: $domain) { __typename ${refusal} } }`,
	verifyTenantDomain: `mutation VerifyTenantDomain($domain: String!) { verifyTenantDomain(domain: $domain) { __typename ${refusal} } }`,
	removeTenantDomain: `mutation RemoveTenantDomain($domain: String!) { removeTenantDomain(domain: $domain) { __typename ${refusal} } }`,
	enforceSso: `mutation EnforceSso($enforced: Boolean!) { enforceSso(enforced: $enforced) { __typename ${refusal} } }`,
	createScimToken: `mutation CreateScimToken($name: String!, $days: Int!) { createScimToken(name: $name, days: $days) { __typename ... on ScimTokenCreated { secret url } ${refusal} } }`,
	revokeScimToken: `mutation RevokeScimToken($id: String!) { revokeScimToken(tokenId: $id) { __typename ${refusal} } }`,
	setGroupRole: `mutation SetGroupRole($id: String!, $role: Role) { setGroupRole(groupId: $id, role: $role) { __typename ${refusal} } }`,
	decideSupportAccess: `mutation DecideSupportAccess($id: String!, $allow: Boolean!) { decideSupportAccess(requestId: $id, allow: $allow) { __typename ${refusal} } }`,
	revokeSupportAccess: `mutation RevokeSupportAccess($id: String!) { revokeSupportAccess(requestId: $id) { __typename ${refusal} } }`,
	changePolicies: `mutation ChangePolicies($baseVersion: Int!, $text: String!) { changePolicies(baseVersion: $baseVersion, text: $text) { __typename ${refusal} } }`,
} as const;
