export { credentialSecret, newCredentialId } from './credential.ts';
export { hashPassword, type PasswordCost, randomPassword, verifyPassword } from './password.ts';
export { hasPermission, isRole, type Permission, permissions, permissionsOf, type Role, roles } from './roles.ts';
export { terminalKey } from './terminal.ts';
export { type Claims, type IssuedToken, issueToken, newSessionId, type VerifiedToken, verifyToken } from './token.ts';
