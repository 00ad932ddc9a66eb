import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Request, Response } from 'express';

const part = (name: string): string => readFileSync(new URL(`graphiql/${name}`, import.meta.url), 'utf8');
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A page to try documents on, for development: our own few lines in place of a megabyte of editor, with nothing from elsewhere. */
export function serveGraphiql(request: Request, response: Response): void {
	const [script, style] = [part('page.js'), part('page.css')];
	const html = part('page.html')
		.replace('/* style */', () => style)
		.replace('/* script */', () => script);
	const socket = `ws://${request.headers.host ?? ''}`;
	response
		.set(
			'content-security-policy',
			`default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; connect-src 'self' ${socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
		)
		.type('text/html')
		.send(html);
}
