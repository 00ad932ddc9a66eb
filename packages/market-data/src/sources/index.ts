export { type GeneratorInput, generatedTicks } from './generator.ts';
export type { TickSource } from './source.ts';
export { SymbolTable } from './symbol-table.ts';
export { TerminalTicks } from './terminal-ticks.ts';
export { type VendorConfig, vendorConfig } from './vendor-config.ts';
export { type VendorCounts, VendorQuotes } from './vendor-quotes.ts';
export { type VendorSource, vendorSource } from './vendor-socket.ts';
