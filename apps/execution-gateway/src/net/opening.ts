/** What passed on a line before its shard was known: the gateway's nonce, and all that the peer said after it. */
export type Opening = { readonly nonce: Uint8Array; readonly heard: Uint8Array };
