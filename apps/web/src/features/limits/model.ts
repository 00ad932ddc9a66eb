export type LimitValue = { name: string; value: string | null; used: string | null };
export type LimitChange = {
	changeId: number;
	baseVersion: number;
	proposedBy: string;
	isOwn: boolean;
	proposedAt: string;
	values: { name: string; value: string | null }[];
};
export type LimitSet = { level: string; subjectId: number; name: string; version: number; limits: LimitValue[]; pending: LimitChange[] };
