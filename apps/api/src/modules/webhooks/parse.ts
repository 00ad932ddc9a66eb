import { isIP } from 'node:net';
import { isWebhookEvent, webhookEvents } from '@meridian/db';
import { userError } from '../shared/user-errors.ts';

const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

/** What is wrong with an endpoint, or null. Where the name leads is judged each time that something is sent. @param input.allow `host:port` that may be without TLS */
export function endpointProblem(
	input: {
		readonly url?: string | null | undefined;
		readonly description?: string | null | undefined;
		readonly events?: readonly string[] | null | undefined;
	},
	{ allow }: { readonly allow: readonly string[] },
) {
	const { url, description, events } = input;
	if (url != null) {
		const parsed = url.length <= 500 && URL.canParse(url) ? new URL(url) : null;
		const isAllowed = parsed !== null && allow.includes(`${parsed.hostname}:${parsed.port}`);
		if (parsed === null || (parsed.protocol !== 'https:' && !isAllowed))
			return invalid('url', 'url is an address of up to 500 characters that begins with https://.');
		if (parsed.username !== '' || parsed.password !== '')
			return invalid('url', 'url must not hold a password: the signature proves who sends.');
		if (!isAllowed && isIP(parsed.hostname.replace(/^\[|\]$/g, '')) !== 0) return invalid('url', 'url names a host, not an address.');
	}
	if (description != null && description.length > 200) return invalid('description', 'description has up to 200 characters.');
	if (events != null && (events.length === 0 || !events.every(isWebhookEvent)))
		return invalid('events', `events is one or more of ${webhookEvents.join(', ')}.`);
	return null;
}
