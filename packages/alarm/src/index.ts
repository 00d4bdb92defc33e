export { type AlarmEngineOptions, AlarmEngine, type RulesUpdate } from './engine.ts';
export { alarmErrors } from './errors.ts';
export { alarmLimits } from './limits.ts';
export type { MinuteQuery, MinuteRows, MinuteValues, ReadMinutes } from './minute-reader.ts';
export type { AlarmDelivery, AlarmNotice } from './notice.ts';
export {
  type AlarmCatalog,
  type AlarmMetric,
  type RuleProblem,
  formatProblem,
} from './rules/alarm-rule.ts';
export type { RuleSettings } from './rules/rule-settings.ts';
export { type AlarmSettings, readAlarmSettings } from './rules/read-settings.ts';
export { shippedRules } from './shipped-rules.ts';
export { type AlarmStatus, alarmStatus } from './status.ts';
