import { createHmac } from 'node:crypto';

/** Headers of Standard Webhooks. While a secret is being replaced both sign, so that a receiver may change over when it likes. */
export function signed(input: { readonly id: string; readonly atSec: number; readonly body: string; readonly secrets: readonly string[] }) {
	const signature = (secret: string): string => {
		const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
		return `v1,${createHmac('sha256', key).update(`${input.id}.${input.atSec}.${input.body}`, 'utf8').digest('base64')}`;
	};
	return {
		'webhook-id': input.id,
		'webhook-timestamp': String(input.atSec),
		'webhook-signature': input.secrets.map(signature).join(' '),
	};
}
