import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Logger } from '@meridian/telemetry';
import type { Host } from '../host.ts';
import type { Connection } from '../net/connection.ts';
import type { Opening } from '../net/opening.ts';
import { PolledLine } from '../net/polled-line.ts';
import type { PolledNet } from '../net/polled-net.ts';
import { RelayedLine, relay } from '../net/relayed-line.ts';
import { type DoorName, receive } from './reception.ts';
import { type Places, Routes } from './routes.ts';

/** What takes a line of each kind, challenged already or not. */
export type Doors = Readonly<Record<DoorName, (connection: Connection, opening?: Opening) => void>>;

type GivenLine = {
	readonly door: DoorName;
	readonly opening: Opening;
	readonly descriptor: number | undefined;
	readonly relayed: MessagePort | undefined;
};

/** What the doors of one shard are to the others. */
export type Peers = {
	/** What a listener does with a new connection. */
	serve(door: DoorName): (connection: Connection) => void;
	/** What this shard serves, as it now is. */
	tell(places: Places): void;
};

type Common = { readonly doors: Doors; readonly net: PolledNet; readonly log: Logger };

/** The first shard has the ports: it gives each line to the shard of its tenant, with the socket itself where it can. */
export function openFirst(input: Common & { readonly host: Host; readonly ports: readonly MessagePort[] }): Peers {
	const { doors, host, log, ports } = input;
	const routes = new Routes();
	const learn = (shard: number, places: Places): void => {
		const taken = routes.learn(shard, places);
		if (taken.length > 0)
			log.error(
				{ shard, tenantId: places.tenantId, taken },
				'logins or credentials of a tenant are another tenant’s already: its lines go there',
			);
	};
	ports.forEach((port, index) => void port.on('message', (places: Places) => learn(index + 1, places)));
	const give = (shard: number, line: { readonly door: DoorName; readonly connection: Connection; readonly opening: Opening }): void => {
		const { door, connection, opening } = line;
		const port = ports[shard - 1];
		if (port === undefined) return doors[door](connection, opening);
		const descriptor = connection instanceof PolledLine ? connection.detach() : undefined;
		if (descriptor !== undefined) return port.postMessage({ door, opening, descriptor, relayed: undefined } satisfies GivenLine);
		const channel = new MessageChannel();
		relay(connection, channel.port1);
		port.postMessage({ door, opening, descriptor, relayed: channel.port2 } satisfies GivenLine, [channel.port2]);
	};
	return {
		serve: (door) => (connection) =>
			ports.length === 0
				? doors[door](connection)
				: receive(connection, {
						...{ door, host, routes, shards: ports.length + 1 },
						give: (shard, opening) => give(shard, { door, connection, opening }),
					}),
		tell: (places) => learn(0, places),
	};
}

/** Any other shard has no port: its lines are given to it. */
export function openOther(input: Common & { readonly first: MessagePort }): Peers {
	const { doors, net, first } = input;
	net.run();
	first.on('message', ({ door, opening, descriptor, relayed }: GivenLine) => {
		if (descriptor !== undefined) doors[door](net.adopt(descriptor), opening);
		else if (relayed !== undefined) doors[door](new RelayedLine(relayed), opening);
	});
	return {
		serve: () => () => undefined,
		tell: (places) => first.postMessage(places),
	};
}
