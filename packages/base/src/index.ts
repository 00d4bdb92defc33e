export { AssertionFailure, assert, assertNever, must } from './assert.ts';
export { type Clock, systemClock } from './clock.ts';
export { closestWords } from './closest-words.ts';
export { CodedError, type ErrorEntry, messageOf } from './coded-error.ts';
export {
  type LogFields,
  type LogLevel,
  type Logger,
  SampledLogger,
  jsonLogger,
  silentLogger,
} from './logger.ts';
export {
  Counter,
  Gauge,
  Histogram,
  type LabelValues,
  type MetricSample,
  Telemetry,
  formatExposition,
} from './telemetry.ts';
export { StringInterner, grown, hashBytes, hashFourBytes } from './string-interner.ts';
