import { text } from 'node:stream/consumers';
import { parseEnv } from '@meridian/telemetry';
import { z } from 'zod';
import { cellsShape } from './cells.ts';
import { migratePlatform } from './migrate/platform.ts';
import { resetDatabase } from './migrate/reset.ts';
import { migrateTenants } from './migrate/tenants.ts';
import { operatorEmail, seedDemo, seedOperator } from './provision/demo.ts';
import { setMarketDataGrant } from './provision/entitle.ts';
import { setTenantStatus } from './provision/status.ts';
import { databaseOf, rolesFor } from './roles.ts';

/**
 * `migrate`: roles (the login role's password is that of DATABASE_URL), schema platform, and every tenant that is behind. `seed`: the demo tenants, passwords as
 * JSON `{"passwords":{email:password}}` on stdin, where no other user of the machine can read them. `suspend SLUG`, `resume SLUG`: one tenant. `entitle SLUG VENUE INSTRUMENT`,
 * `disentitle ...`: shared market data (* is every instrument). `reset`: drops all of ours.
 */
const [command, argument = '', venue = '', instrument = ''] = process.argv.slice(2);
const adminEnv = z.object({ DATABASE_ADMIN_URL: z.string() });

switch (command) {
	case 'migrate': {
		const env = parseEnv(adminEnv.extend({ DATABASE_URL: z.string(), MERIDIAN_CELL_ADMINS: cellsShape }));
		const login = new URL(env.DATABASE_URL);
		const appPassword = decodeURIComponent(login.password);
		const { app } = rolesFor(databaseOf(env.DATABASE_ADMIN_URL));
		if (decodeURIComponent(login.username) !== app)
			throw new Error(`DATABASE_URL must log in as ${app}, which is this database's login role; it names ${login.username}`);
		if (appPassword.length < 8) throw new Error('DATABASE_URL needs a password of at least 8 characters for the login role');
		await migratePlatform({ adminUrl: env.DATABASE_ADMIN_URL, appPassword });
		for (const result of await migrateTenants({ adminUrl: env.DATABASE_ADMIN_URL, cells: env.MERIDIAN_CELL_ADMINS })) {
			// Not fatal: a tenant left behind is refused alone, the others are served.
			if ('error' in result) process.stderr.write(`tenant ${result.slug} could not be migrated: ${result.error.message}\n`);
			else process.stdout.write(`tenant ${result.slug}: schema version ${result.version}\n`);
		}
		break;
	}
	case 'seed': {
		const env = parseEnv(adminEnv.extend({ MERIDIAN_SHARDS: z.coerce.number().int().min(1).default(1) }));
		const { passwords } = z.object({ passwords: z.record(z.string(), z.string()) }).parse(JSON.parse(await text(process.stdin)));
		for (const { tenantId, created } of await seedDemo(env.DATABASE_ADMIN_URL, passwords, { shards: env.MERIDIAN_SHARDS }))
			process.stdout.write(`tenant ${tenantId}: ${created ? 'created' : 'is there'}\n`);
		if (passwords[operatorEmail] !== undefined) await seedOperator(env.DATABASE_ADMIN_URL, passwords[operatorEmail]);
		break;
	}
	case 'suspend':
	case 'resume':
		await setTenantStatus(parseEnv(adminEnv).DATABASE_ADMIN_URL, {
			slug: argument,
			status: command === 'suspend' ? 'SUSPENDED' : 'ACTIVE',
		});
		break;
	case 'entitle':
	case 'disentitle':
		await setMarketDataGrant(parseEnv(adminEnv).DATABASE_ADMIN_URL, {
			...{ slug: argument, venue, instrument },
			granted: command === 'entitle',
		});
		break;
	case 'reset':
		await resetDatabase(parseEnv(adminEnv).DATABASE_ADMIN_URL);
		break;
	default:
		process.stderr.write(
			'usage: cli.ts migrate | seed | suspend SLUG | resume SLUG | entitle SLUG VENUE INSTRUMENT | disentitle SLUG VENUE INSTRUMENT | reset\n',
		);
		process.exitCode = 2;
}
