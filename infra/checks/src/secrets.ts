import { lineOf } from './source.ts';
import type { Check } from './tree.ts';

const patterns: readonly (readonly [RegExp, string])[] = [
	[/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g, 'a private key'],
	[/\bAKIA[0-9A-Z]{16}\b/g, 'an AWS key'],
	[/\bgh[pousr]_[A-Za-z0-9]{36,}\b/g, 'a GitHub token'],
	[/\bnpm_[A-Za-z0-9]{36}\b/g, 'an npm token'],
	[/\bxox[abprs]-[A-Za-z0-9-]{10,}\b/g, 'a Slack token'],
	[/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/g, 'a signed token'],
	[/(?:secret|password|token|apikey|api_key|master_?key)["']?\s*[:=]\s*["'][0-9a-f]{48,}["']/gi, 'a hexadecimal secret'],
	[
		/\b(?:postgres(?:ql)?|rediss?|mysql|amqp):\/\/[^\s:@/'"`]*:(?!\*|\$|<|password)[^\s@/'"`$]{12,}@(?!127\.0\.0\.1|localhost)/g,
		'a connection string with a password',
	],
];
const secretFiles = /(?:^|\/)(?:\.env(?:\.(?!example)[\w.]+)?|secrets\.json|id_(?:rsa|ed25519)|[^/]+\.(?:pem|p12|pfx|key))$/;

export const noSecrets: Check = {
	name: 'no secrets are committed',
	run(tree) {
		const faults = tree.files.filter((file) => secretFiles.test(file)).map((file) => `${file} looks like a file of secrets`);
		for (const file of tree.files.filter((name) => !/\.(?:png|jpg|ico|woff2?|zip|gz|bin)$|package-lock\.json$/.test(name))) {
			const text = tree.read(file);
			for (const [pattern, what] of patterns) {
				for (const match of text.matchAll(pattern)) faults.push(`${file}:${lineOf(text, match.index)} holds what looks like ${what}`);
			}
		}
		return faults;
	},
};
