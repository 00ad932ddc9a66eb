export { buildEmulator } from './build/emulator.ts';
export { type DemoAccount, demoAccounts, demoServer, demoUsers } from './demo.ts';
export type { ProcessName, StackOptions, Ticks } from './options.ts';
export type { Ports } from './ports.ts';
export type { Secrets } from './secrets.ts';
export { wipeState } from './services/start.ts';
export { compilerTool, findTool } from './services/tool.ts';
export { type Login, type Stack, type StackProcesses, startStack } from './stack.ts';
