import { styleText } from 'node:util';
import { demoUsers } from './demo.ts';
import type { Stack } from './stack.ts';

/** Everything a person needs now, in one place. */
export function summary(stack: Stack, input: { web: boolean; seconds: number; colour: boolean }): string {
	const bold = (text: string) => (input.colour ? styleText('bold', text) : text);
	const rows = demoUsers.map((user) => {
		const { email, password } = stack.login(user.email);
		return `  ${user.tenant.padEnd(17)} ${user.role.padEnd(21)} ${email.padEnd(26)} ${password}`;
	});
	return [
		'',
		bold(`Meridian is running (ready in ${input.seconds.toFixed(1)} s)`),
		'',
		...(input.web ? [`  portal   ${bold(stack.urls.web)}`] : []),
		`  GraphQL  ${stack.urls.api}/graphql`,
		`  orders   tcp 127.0.0.1:${stack.ports.direct} (direct order entry: docs/order-entry.md)`,
		`  metrics  http://127.0.0.1:${stack.ports.gatewayHttp}/metrics`,
		...standbyLines(stack),
		'',
		...rows,
		'',
		`  market   ${stack.marketLabel}`,
		`  venue    ${stack.venueNote ?? 'Expert Advisor in emulated MetaTrader 5 terminals (simulated broker)'}`,
		`  state    ${stack.stateDir} (logs in logs/; --fresh begins anew)`,
		'',
		'  Ctrl-C stops everything. A second copy: npm start -- --port 7500',
		'',
	].join('\n');
}

/** How a person watches a takeover. */
function standbyLines({ processes, stateDir }: Stack): string[] {
	if (!processes.names.includes('standby')) return [];
	const [leader, second] = ['gateway', 'standby'].map((name) => processes.pid(name));
	return [
		'',
		`  standby  gateway (process ${leader}) and standby (process ${second}) have the same journal; either can lead`,
		`           kill -9 ${leader}: the other leads after some 4 s, and the killed one comes back as its standby`,
		`           watch: tail -f ${stateDir}/logs/gateway.log ${stateDir}/logs/standby.log | grep -E "leader|standby"`,
	];
}
