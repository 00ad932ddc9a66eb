export { Correlation } from './correlation.ts';
export { Window, type WindowTick } from './window.ts';
