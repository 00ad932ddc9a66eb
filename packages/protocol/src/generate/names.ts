/** orderSend, OrderSend -> ORDER_SEND */
export function screamingSnake(name: string): string {
	return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}
