import type { ProtocolSchema } from './types.ts';

/** The leader of a shard <-> its standby: the journal as it stands, and how much of it the standby has. Labels "standby" and "gateway". */
export const replicaProtocol = {
	Challenge: { id: 1, doc: 'leader: first frame after connect', fields: { protocolVersion: 'u16', gatewayNonce: 'bytes' } },
	Login: {
		id: 2,
		doc: 'standby: who it is, which of the shards it follows on this line, proof, and where its journal ends: the last record with the SHA-256 of its payload, and the epoch in force there with the record that began it (zeros and no hash: it has none)',
		fields: {
			protocolVersion: 'u16',
			standby: 'str',
			shard: 'u16',
			standbyNonce: 'bytes',
			loginMac: 'bytes',
			lastSeq: 'int',
			lastHash: 'bytes',
			epoch: 'int',
			epochSeq: 'int',
		},
	},
	LoginOk: { id: 3, doc: 'leader: its own proof; the records after lastSeq follow', fields: { gatewayMac: 'bytes', epoch: 'u64' } },
	LoginRefused: {
		id: 4,
		doc: 'leader: why; it closes the line next. diverged: the standby has records that the leader has not, and could copy all of it anew; with the leader’s proof, empty where the standby has not proved itself',
		fields: { reason: 'str', diverged: 'bool', gatewayMac: 'bytes' },
	},
	Beat: { id: 5, doc: 'leader: heartbeat, and where its journal ends', fields: { journalSeq: 'int' } },
	Piece: { id: 10, doc: 'leader: a piece of the stream of journal frames; a frame may span several', fields: { bytes: 'bytes' } },
	Ack: { id: 11, doc: 'standby: it has decided and kept all records up to this one (also the answer to Beat)', fields: { seq: 'int' } },
} as const satisfies ProtocolSchema;
export type ReplicaProtocol = typeof replicaProtocol;
