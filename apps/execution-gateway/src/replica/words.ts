/** Of the replica protocol: both sides are gateways, and must be of one build anyway. 2: a line is of one shard. */
export const replicaVersion = 2;
/** A side that says nothing for so long is gone. */
export const replicaSilenceMs = 3_000;
