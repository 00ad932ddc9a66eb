export { credentialSecret, newCredentialId } from './credential.ts';
export { decrypt, encrypt, type KeyProvider, localKeys } from './envelope.ts';
export { hashOpaque, newOpaque } from './opaque.ts';
export { hashPassword, type PasswordCost, randomPassword, verifyPassword } from './password.ts';
export { passwordProblem } from './password-policy.ts';
export { hasPermission, isRole, type Permission, permissions, permissionsOf, type Role, roles } from './roles.ts';
export { newTerminalKey, openTerminalKey, sealTerminalKey, terminalKey, terminalKeyPurpose } from './terminal.ts';
export { type Claims, type IssuedToken, issueToken, newSessionId, type TokenRole, type VerifiedToken, verifyToken } from './token.ts';
export { newRecoveryCodes, newTotp, totpCode, totpStep } from './totp.ts';
