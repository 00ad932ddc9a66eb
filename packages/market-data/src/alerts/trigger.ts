import type { AlertCondition } from './rule.ts';

/** What a trigger remembers; kept over a restart, an alert that has fired does not fire again for the same reason. */
export type TriggerState = 'unknown' | 'armed' | 'fired' | 'below' | 'above';

/** The state machine of one alert. `value` NaN means that there is nothing to look at yet, and changes nothing. */
export class Trigger {
	state: TriggerState;
	readonly #condition: AlertCondition;

	constructor(condition: AlertCondition, state: TriggerState = 'unknown') {
		this.#condition = condition;
		this.state = state;
	}

	/** @returns whether it fires now */
	see(value: number): boolean {
		const condition = this.#condition;
		if (Number.isNaN(value)) return false;
		switch (condition.kind) {
			case 'above':
				return this.#threshold(value >= condition.level, value < condition.level - condition.hysteresis);
			case 'below':
				return this.#threshold(value <= condition.level, value > condition.level + condition.hysteresis);
			case 'crosses':
				return this.#crossing(value, condition);
			case 'absent':
				// A tick came.
				this.state = 'armed';
				return false;
		}
	}

	/** @param silentMs since the last tick. @returns whether it fires now */
	silence(silentMs: number): boolean {
		if (this.#condition.kind !== 'absent' || silentMs < this.#condition.forMs || this.state === 'fired') return false;
		this.state = 'fired';
		return true;
	}

	#threshold(reached: boolean, left: boolean): boolean {
		if (reached) {
			const fires = this.state !== 'fired';
			this.state = 'fired';
			return fires;
		}
		if (left || this.state === 'unknown') this.state = 'armed';
		return false;
	}

	#crossing(value: number, condition: AlertCondition & { readonly kind: 'crosses' }): boolean {
		const { level, hysteresis, direction } = condition;
		const side = value >= level + hysteresis && value !== level - hysteresis ? 'above' : value <= level - hysteresis ? 'below' : undefined;
		if (side === undefined || side === this.state) return false;
		const known = this.state === 'below' || this.state === 'above';
		this.state = side;
		return known && (direction === 'either' || direction === (side === 'above' ? 'up' : 'down'));
	}
}
