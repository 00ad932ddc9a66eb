/** Name server and identity provider for tests of other workspaces. */
export { startDns } from './dns.ts';
export { client as testClient, startOidc, type TestProvider } from './oidc.ts';
