export { EnvError, parseEnv } from './env.ts';
export { type Check, type HealthReport, type HealthServer, healthReport, redisCheck, startHealthServer } from './health.ts';
export { createLogger, type Logger, withCorrelation } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { exitWhenParentGoes } from './parent.ts';
export { stopOnSignal } from './stop-on-signal.ts';
