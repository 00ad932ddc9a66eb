import { buildAddon } from './build.ts';

/** `npm run build -w @meridian/native`: compiles the addon, if it is not there, and prints its path. */
process.stdout.write(`${buildAddon({ sanitize: process.argv.includes('--sanitize') })}\n`);
