import { Choice, Field, Flag } from './fields';
import { type Draft, hasLimitPrice, hasPrice, mayPostOnly, priceName, timesFor, timesInForce, trailUnits } from './terms';

type Props = { draft: Draft; set: (change: Partial<Draft>) => void };

export const pairs = <Value extends string>(words: Readonly<Record<Value, string>>): readonly (readonly [Value, string])[] =>
	(Object.keys(words) as Value[]).map((value) => [value, words[value]] as const);

/** The prices that the type has, and no others. */
export function Prices({ draft, set }: Props) {
	const { type } = draft;
	if (type === 'TRAILING_STOP')
		return (
			<div className="pair">
				<Field name="Distance" value={draft.trailDistance} onChange={(trailDistance) => set({ trailDistance })} testId="ticket-trail" />
				<Choice
					name="In"
					value={draft.trailBy}
					options={pairs(trailUnits)}
					onChange={(trailBy) => set({ trailBy })}
					testId="ticket-trail-by"
				/>
			</div>
		);
	if (!hasPrice(type)) return null;
	const price = <Field name={priceName(type)} value={draft.price} onChange={(value) => set({ price: value })} testId="ticket-price" />;
	if (!hasLimitPrice(type)) return price;
	return (
		<div className="pair">
			{price}
			<Field name="Limit price" value={draft.limitPrice} onChange={(limitPrice) => set({ limitPrice })} testId="ticket-limit-price" />
		</div>
	);
}

/** How long it works, and what it must not do. */
export function Conditions({ draft, set, isNetting }: Props & { isNetting: boolean }) {
	const times = timesFor(draft.type);
	const timeInForce = times.includes(draft.timeInForce) ? draft.timeInForce : 'GTC';
	const hasStops = draft.stopLoss !== '' || draft.takeProfit !== '';
	return (
		<>
			<Choice
				name="Works"
				value={timeInForce}
				options={times.map((one) => [one, timesInForce[one]] as const)}
				onChange={(value) => set({ timeInForce: value })}
				testId="ticket-tif"
			/>
			{timeInForce === 'GTD' && (
				<label>
					Until
					<input
						type="datetime-local"
						value={draft.expiresAt}
						onChange={(e) => set({ expiresAt: e.target.value })}
						data-testid="ticket-expires"
					/>
				</label>
			)}
			<div className="flags">
				<Flag name="Reduce only" checked={draft.reduceOnly} onChange={(reduceOnly) => set({ reduceOnly })} testId="ticket-reduce-only" />
				{mayPostOnly(draft.type) && (
					<Flag name="Post only" checked={draft.postOnly} onChange={(postOnly) => set({ postOnly })} testId="ticket-post-only" />
				)}
				{isNetting && hasStops && (
					<Flag
						name="Stops for this order alone"
						checked={draft.bracket}
						onChange={(bracket) => set({ bracket })}
						testId="ticket-bracket"
					/>
				)}
			</div>
		</>
	);
}
