export * from './keys.ts';
export * from './wire.ts';
