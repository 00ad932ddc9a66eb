export * from './keys.ts';
export * from './record.ts';
export * from './wire.ts';
