import type { Indicator } from '../bar.ts';
import type { State } from '../state.ts';
import { Window } from '../windows.ts';

/**
 * Volume at price over a window of bars, closes rounded up to `step`: where most of it was traded, the highest and lowest price, and the range around the first that
 * holds `share` of it. Of quotes it is the count of quotes at a price. O(period log period) a bar.
 *
 * @throws RangeError where step or share are out of range.
 */
export const volumeProfile = (state: State, { period, step, share = 0.7 }: { period: number; step: number; share?: number }): Indicator => {
	if (!(step > 0) || !(share > 0 && share <= 1)) throw new RangeError('the volume profile needs a step above 0 and a share from 0 to 1');
	const [closes, volumes] = [new Window(state, period), new Window(state, period)];
	return {
		outputs: ['pointOfControl', 'volume', 'high', 'low', 'valueHigh', 'valueLow'],
		update({ close, volume }, into) {
			closes.push(close);
			volumes.push(volume);
			into.fill(Number.NaN);
			if (!closes.isFull) return;
			const places = placesOf({ closes, volumes, step });
			const most = places.reduce((best, place, at) => (place.volume > (places[best]?.volume ?? 0) ? at : best), 0);
			const [bottom, top] = valueArea(places, { most, share });
			const priceAt = (at: number): number => (places[at]?.number ?? Number.NaN) * step;
			into.set([priceAt(most), places[most]?.volume ?? 0, priceAt(places.length - 1), priceAt(0), priceAt(top), priceAt(bottom)]);
		},
	};
};

/** A price, as a count of steps, and what was traded there. */
type Place = { readonly number: number; readonly volume: number };

/** From the lowest price up. */
function placesOf({ closes, volumes, step }: { readonly closes: Window; readonly volumes: Window; readonly step: number }): Place[] {
	const sums = new Map<number, number>();
	for (let back = closes.size - 1; back >= 0; back--) {
		// A price that stands on a step but for its rounding error belongs there.
		const number = Math.ceil(closes.ago(back) / step - 1e-9);
		sums.set(number, (sums.get(number) ?? 0) + volumes.ago(back));
	}
	return [...sums].map(([number, volume]) => ({ number, volume })).sort((a, b) => a.number - b.number);
}

/** Grows from where most was traded to the side that has more, until it holds the share. */
function valueArea(
	places: readonly Place[],
	{ most, share }: { readonly most: number; readonly share: number },
): [bottom: number, top: number] {
	const wanted = share * places.reduce((sum, { volume }) => sum + volume, 0);
	let [bottom, top] = [most, most];
	let held = places[most]?.volume ?? 0;
	while (held < wanted && (bottom > 0 || top < places.length - 1)) {
		const [below, above] = [places[bottom - 1]?.volume ?? -1, places[top + 1]?.volume ?? -1];
		if (above >= below) top++;
		else bottom--;
		held += Math.max(above, below);
	}
	return [bottom, top];
}
