export { TickBatch } from './batch.ts';
export { columnNames, columnsOver, type TickColumns, tickBytes } from './columns.ts';
export { qualityMask, tickFlags } from './flags.ts';
export { pow10, textOfUnits, unitsOfDouble, unitsOfText } from './price.ts';
export { type InstrumentInfo, Registry, type VenueInfo } from './registry.ts';
export { emptyTick, type Tick } from './tick.ts';
export { fromNs, nsPerMs, toNs } from './time.ts';
