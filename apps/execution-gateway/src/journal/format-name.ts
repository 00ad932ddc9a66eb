import { createHash } from 'node:crypto';
import { recordFormat } from './schema/schema.ts';

/** Names the encoding of records: it changes with every field, word and type of the schema. 16 hex digits. */
export const recordFormatName = createHash('sha256')
	.update(`1 ${JSON.stringify(recordFormat)}`)
	.digest('hex')
	.slice(0, 16);
