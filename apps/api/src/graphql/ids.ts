/** Kinds of object that a global id may name. */
export const nodeTypes = ['Tenant', 'Account', 'Instrument', 'Order', 'Execution'] as const;
export type NodeType = (typeof nodeTypes)[number];

/** An opaque global id: type and local id. Never the tenant: that comes from the token, so an id of another tenant names nothing here. */
export const encodeId = (type: string, id: string | number | bigint): string => Buffer.from(`${type}:${id}`, 'utf8').toString('base64');

/** Type and local id, or empty strings where it is not a global id. An unreadable id is answered as one that names nothing. */
export function decodeId(globalId: string): { typename: string; id: string } {
	const text = globalId.length > 200 ? '' : Buffer.from(globalId, 'base64').toString('utf8');
	const colon = text.indexOf(':');
	return colon < 1 ? { typename: '', id: '' } : { typename: text.slice(0, colon), id: text.slice(colon + 1) };
}

/** The 32-bit local id of a global id of `type`, or null. */
export function intId(type: NodeType, globalId: string): number | null {
	const { typename, id } = decodeId(globalId);
	return typename === type ? toInt(id) : null;
}

/** The 64-bit local id of a global id of `type`, or null. */
export function bigId(type: NodeType, globalId: string): bigint | null {
	const { typename, id } = decodeId(globalId);
	return typename === type ? toBig(id) : null;
}

const int32Max = 2_147_483_647;
export const toInt = (text: string): number | null => (/^[1-9]\d{0,9}$/.test(text) && Number(text) <= int32Max ? Number(text) : null);
const int64Max = 9_223_372_036_854_775_807n;
export const toBig = (text: string): bigint | null => (/^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= int64Max ? BigInt(text) : null);
const names: ReadonlySet<string> = new Set(nodeTypes);
export const isNodeType = (name: string): boolean => names.has(name);
