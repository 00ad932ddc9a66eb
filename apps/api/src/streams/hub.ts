import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';
import type { z } from 'zod';

/** What a listener gets: a parsed message, or null after the line to Redis was lost and found again (something may have been missed). */
export type Listener<T> = (message: T | null) => void;
type Topic = { readonly listeners: Set<Listener<unknown>>; readonly shape: z.ZodType<unknown>; readonly subscribed: Promise<unknown> };

/**
 * One Redis connection for all subscribers of this process. A channel is subscribed while it has listeners, each message is parsed
 * once, and channels carry the tenant in their name: a listener of one tenant can't be reached by another's messages.
 */
export class Hub {
	readonly #redis: Redis;
	readonly #log: Logger;
	readonly #topics = new Map<string, Topic>();
	#wasReady = false;

	constructor(redis: Redis, log: Logger) {
		this.#redis = redis;
		this.#log = log;
		redis.on('message', (channel: string, text: string) => this.#deliver(channel, text));
		redis.on('ready', () => {
			if (this.#wasReady) for (const topic of this.#topics.values()) for (const listener of topic.listeners) listener(null);
			this.#wasReady = true;
		});
	}

	/** Resolves once Redis confirmed the subscription: what happens after is delivered. The answer ends it. */
	async listen<T>(channel: string, input: { readonly shape: z.ZodType<T>; readonly listener: Listener<T> }): Promise<() => void> {
		let topic = this.#topics.get(channel);
		if (!topic) {
			topic = { listeners: new Set(), shape: input.shape, subscribed: this.#redis.subscribe(channel) };
			this.#topics.set(channel, topic);
		}
		const { listeners, subscribed } = topic;
		// The topic's shape made what the listener gets.
		const listener = input.listener as Listener<unknown>;
		listeners.add(listener);
		const stop = () => {
			listeners.delete(listener);
			if (listeners.size > 0 || this.#topics.get(channel)?.listeners !== listeners) return;
			this.#topics.delete(channel);
			this.#redis.unsubscribe(channel).catch((error: unknown) => this.#log.warn({ err: error, channel }, 'unsubscribe failed'));
		};
		try {
			await subscribed;
		} catch (error) {
			stop();
			throw error;
		}
		return stop;
	}

	#deliver(channel: string, text: string): void {
		const topic = this.#topics.get(channel);
		if (!topic) return;
		const parsed = parse(topic.shape, text);
		if (parsed === undefined) {
			this.#log.error({ channel, length: text.length }, 'a message on a Redis channel could not be read and was dropped');
			return;
		}
		for (const listener of topic.listeners) listener(parsed);
	}
}

function parse(shape: z.ZodType<unknown>, text: string): unknown {
	try {
		return shape.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
}
