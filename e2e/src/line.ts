import type { Stack } from '@meridian/local';
import { z } from 'zod';

const lineShape = z.array(
	z.object({
		server: z.string(),
		login: z.union([z.string(), z.number()]).transform(String),
		state: z.string(),
		connected: z.boolean(),
		orderFrames: z.array(
			z.object({ epoch: z.coerce.string(), commandSeq: z.coerce.string(), orderId: z.coerce.string(), delivered: z.boolean() }),
		),
	}),
);
export type LineState = 'up' | 'down' | 'cutAfterOrder' | 'cutBeforeOrder';

const url = (stack: Stack) => `http://127.0.0.1:${stack.ports.lineHttp}`;
const headers = (stack: Stack) => ({ authorization: `Bearer ${stack.env.MERIDIAN_LINE_TOKEN}`, 'content-type': 'application/json' });

/** The broker line's own count of what crossed the wire. */
export async function line(stack: Stack, login: string): Promise<z.infer<typeof lineShape>[number]> {
	const lines = lineShape.parse(await (await fetch(`${url(stack)}/lines`, { headers: headers(stack) })).json());
	const found = lines.find((l) => l.login === login);
	if (!found) throw new Error(`the line knows no login ${login}`);
	return found;
}

export async function setLine(stack: Stack, login: string, state: LineState): Promise<void> {
	const response = await fetch(`${url(stack)}/lines/${login}`, { method: 'PUT', headers: headers(stack), body: JSON.stringify({ state }) });
	if (!response.ok) throw new Error(`line ${login} -> ${state}: ${response.status} ${await response.text()}`);
}
