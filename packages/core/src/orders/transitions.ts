/** A state machine as a table. A pair that it does not list is a contradiction: the caller reports a break, never throws it away. */
export type Transitions<State extends string, Event extends string> = Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>>;

/** The state after `event`, or undefined where the pair is a contradiction. */
export function next<State extends string, Event extends string>(
	table: Transitions<State, Event>,
	at: { readonly state: State; readonly event: Event },
): State | undefined {
	return table[at.state][at.event];
}
