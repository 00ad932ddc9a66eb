import { createHmac } from 'node:crypto';

/** The key between leader and standby, derived so that no further secret must be handed out: whoever holds the gateway key is a gateway. */
export const replicaKey = (gatewayKey: string): Buffer => createHmac('sha256', Buffer.from(gatewayKey, 'hex')).update('replica').digest();
