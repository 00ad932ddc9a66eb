export { connect } from './client.ts';
export type {
	Account,
	AmendOrder,
	CancelOrder,
	Client,
	CloseBy,
	ClosePosition,
	ConnectOptions,
	Fill,
	Instrument,
	Order,
	OrderType,
	Outcome,
	PlaceOrder,
	Report,
	Side,
	Status,
	TimeInForce,
} from './types.ts';
export { ConnectError } from './types.ts';
