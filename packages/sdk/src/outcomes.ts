import type { Converter } from './convert.ts';
import type { Body } from './line.ts';
import type { Denial, GroupOutcome, Outcome, PositionOutcome } from './types.ts';

type Answered = 'OrderAnswer' | 'OrderGroupAnswer' | 'PositionAnswer';
export type Answer = {
	[Name in Answered]: { readonly name: Name; readonly body: Body<Name> };
}[Answered];
type DenialBody = Pick<Body<'PositionAnswer'>, 'denialCode' | 'denialValue' | 'denialLimit' | 'denialHeadroom' | 'denialLevel'>;

function denialOf({ denialCode: code, denialValue, denialLimit, denialHeadroom, denialLevel }: DenialBody): Denial {
	const level = denialLevel === '' ? null : denialLevel;
	return { code, value: denialValue, limit: denialLimit, headroom: denialHeadroom, level };
}

/** @returns undefined where the answer is to something else. */
export function orderOutcome(answer: Answer, converter: Converter): Outcome | undefined {
	if (answer.name !== 'OrderAnswer') return undefined;
	const { body } = answer;
	const order = converter.order(body);
	if (body.denialCode === '') return { kind: 'order', order, duplicate: body.duplicate };
	return { kind: 'denied', order, ...denialOf(body) };
}

export function groupOutcome(answer: Answer, converter: Converter): GroupOutcome | undefined {
	if (answer.name !== 'OrderGroupAnswer') return undefined;
	const { body } = answer;
	const orders = body.orders.map((order) => converter.order(order));
	// A group that was taken may have orders that were denied later, when their turn came: asked again, it is still no denial of the group.
	const [first, ...others] = body.orders.filter(({ life }) => life === 'DENIED');
	if (first === undefined || others.length + 1 < orders.length) return { kind: 'orders', orders, duplicate: body.duplicate };
	const fault = [first, ...others].find(({ denialCode }) => denialCode !== 'GROUP_DENIED') ?? first;
	return { kind: 'denied', orders, ...denialOf(fault) };
}

export function positionOutcome(answer: Answer, converter: Converter): PositionOutcome | undefined {
	if (answer.name !== 'PositionAnswer') return undefined;
	const { body } = answer;
	const position = converter.position(body);
	if (body.denialCode === '') return { kind: 'position', position, duplicate: body.duplicate };
	return { kind: 'denied', position, ...denialOf(body) };
}
