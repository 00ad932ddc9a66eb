export { SymbolTable } from './symbol-table.ts';
export { TerminalTicks } from './terminal-ticks.ts';
