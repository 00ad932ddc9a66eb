export { AlertEngine, type AlertEvent } from './engine.ts';
export { type AlertCondition, type AlertMetric, type AlertRule, alertCondition, alertMetrics, alertRule } from './rule.ts';
export { Trigger, type TriggerState } from './trigger.ts';
