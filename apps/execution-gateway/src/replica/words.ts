/** Of the replica protocol: both sides are gateways, and must be of one build anyway. */
export const replicaVersion = 1;
/** A side that says nothing for so long is gone. */
export const replicaSilenceMs = 3_000;
