import { recordFormatName } from '../journal/format-name.ts';

/** Of the replica protocol: both sides are gateways, and frames go over as they stand, so both must write records alike. 16 bits. */
export const replicaVersion = Number.parseInt(recordFormatName.slice(0, 4), 16);
/** A side that says nothing for so long is gone. */
export const replicaSilenceMs = 3_000;
