import type { Stack } from '@meridian/local';
import { createEntryClient, type EntryClient } from '@meridian/protocol/client';

/** A trusted client of the gateway, for its own word on what has come through a terminal's line. */
export function openGatewayStatus(stack: Stack): { ticksReceived(): Promise<readonly number[]>; close(): void } {
	const client: EntryClient = createEntryClient({
		host: '127.0.0.1',
		port: stack.ports.entry,
		key: Buffer.from(stack.env.MERIDIAN_GATEWAY_KEY ?? '', 'hex'),
		clientName: 'oracle',
	});
	return {
		/** Of every terminal that is connected; a frame counted here has been through the engine, and so has all that came before it on that line. */
		async ticksReceived() {
			const answer = await client.request('Status', { tenantId: 0 });
			if (answer.kind !== 'reply' || answer.message.name !== 'StatusReply') return [];
			return answer.message.body.accounts.filter((account) => account.link && account.reconciled).map((account) => account.ticksReceived);
		},
		close: () => client.close(),
	};
}
