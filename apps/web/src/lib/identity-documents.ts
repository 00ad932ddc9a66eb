const refusal = '... on UserError { code message }';

/** Of log-ins, accounts and administration. */
export const identityDocuments = {
	changePassword: `mutation ChangePassword($input: ChangePasswordInput!) { changePassword(input: $input) { __typename ${refusal} } }`,
	requestPasswordReset: `mutation RequestPasswordReset($email: String!) { requestPasswordReset(email: $email) { __typename ${refusal} } }`,
	resetPassword: `mutation ResetPassword($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename ${refusal} } }`,
} as const;
