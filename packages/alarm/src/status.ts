/*
 * What the engine is doing, as SkyWalking's /status/alarm tells it (server-alarm-plugin, AlarmStatusWatcher). Windows are
 * read from the store when somebody asks.
 */
import { bucketDigits } from '@stormpetrel/model';
import { describeEntity } from './alarm-entity.ts';
import { metricNamesOf, reachOf } from './columns/admit-rules.ts';
import { aliveMask } from './columns/column-evaluator.ts';
import { EntitySource, minuteWindow } from './columns/entity-source.ts';
import { planScopes, readColumns } from './columns/read-columns.ts';
import type { ScopeColumns } from './columns/scope-columns.ts';
import type { AlarmEngine } from './engine.ts';
import { alarmLimits } from './limits.ts';
import { isAbout } from './minute-judgement.ts';
import type { RunningRule } from './running-rules.ts';
import { WorkSlices } from './slice.ts';
import { takeSnapshot } from './snapshot.ts';
import { observationLeft, silenceLeft } from './state/alarm-state.ts';

export interface AlarmStatus {
  rules(): object;
  /** undefined where there is no such rule. */
  rule(id: string): Promise<object | undefined>;
  /** A rule's view of one entity, by the entity's name; with little in it where there is no such entity. */
  entity(id: string, name: string): Promise<object | undefined>;
}

/** Entities that one answer lists. */
const entitiesShownMax = 10_000;

export function alarmStatus(engine: AlarmEngine): AlarmStatus {
  return {
    rules: () => ({
      ruleList: [...engine.running.keys()].map((id) => ({ id })),
      refused: engine.problems.map(({ rule, ...problem }) => ({
        id: rule ?? '',
        ...problem,
        runsAsBefore: rule !== undefined && engine.running.has(rule),
      })),
      notJudged: engine.refused.map(({ rule, cells }) => ({
        id: rule.settings.name,
        values: cells,
        valuesMax: (engine.options.columnLimits ?? alarmLimits).cellsMax,
      })),
    }),
    async rule(id) {
      const running = engine.running.get(id);
      return running === undefined ? undefined : ruleView(engine, running);
    },
    async entity(id, name) {
      const running = engine.running.get(id);
      return running === undefined ? undefined : entityView(engine, running, name);
    },
  };
}

async function ruleView(engine: AlarmEngine, { rule }: RunningRule): Promise<object> {
  const { settings } = rule;
  const columns = await windowsOf(engine, rule);
  const watched = entitiesOf(rule, columns).slice(0, entitiesShownMax);
  return {
    ruleId: settings.name,
    expression: settings.expression,
    period: settings.period,
    silencePeriod: settings.silencePeriod,
    recoveryObservationPeriod: settings.recoveryObservationPeriod,
    additionalPeriod: rule.trendMinutes,
    includeEntityNames: settings.includeNames,
    excludeEntityNames: settings.excludeNames,
    includeEntityNamesRegex: settings.includeNamesRegex,
    excludeEntityNamesRegex: settings.excludeNamesRegex,
    runningEntities: watched.map((entityId) => {
      const { scope, name, id0 } = describeEntity(entityId, rule.scope);
      return { scope, name, formattedMessage: rule.message.format(name, id0) };
    }),
    tags: settings.tags,
    hooks: settings.hooks,
    includeMetrics: metricNames(rule),
    ...(engine.refused.some((refused) => refused.rule === rule) && { notJudged: true }),
  };
}

async function entityView(
  engine: AlarmEngine,
  { rule, states }: RunningRule,
  name: string,
): Promise<object> {
  const { settings } = rule;
  const head = { ruleId: settings.name, expression: settings.expression };
  const columns = await windowsOf(engine, rule);
  const found = [...entitiesOf(rule, columns), ...[...states.entries()].map(([id]) => id)].find(
    (id) => describeEntity(id, rule.scope).name === name,
  );
  if (found === undefined) return { ...head, windowValues: [] };
  const tracked = states.find(found);
  const { check } = engine.progress;
  const last = tracked?.alarms.at(-1);
  const { id0 } = describeEntity(found, rule.scope);
  const { catalog } = engine.options;
  const snapshot = await takeSnapshot(rule, columns, columns.indexOf(found) ?? -1, catalog);
  return {
    ...head,
    endTime: new Date(columns.toMs - 60_000).toISOString(),
    additionalPeriod: rule.trendMinutes,
    size: reachOf(rule),
    silencePeriod: settings.silencePeriod,
    recoveryObservationPeriod: settings.recoveryObservationPeriod,
    silenceCountdown: tracked === undefined ? -1 : silenceLeft(tracked.state, check, settings),
    recoveryObservationCountdown:
      tracked === undefined
        ? settings.recoveryObservationPeriod
        : observationLeft(tracked.state, check, settings),
    currentState: tracked?.state.phase ?? 'NORMAL',
    entityName: name,
    windowValues: await windowValues(rule, columns, found),
    mqeMetricsSnapshot: Object.fromEntries(
      snapshot.metrics.map((metric) => [metric.name, metric.results]),
    ),
    ...(last !== undefined && {
      lastAlarmTime: last.startTimeMs,
      lastAlarmMessage: rule.message.format(name, id0),
    }),
  };
}

/** The minutes that the rule was last judged by. */
async function windowsOf(engine: AlarmEngine, rule: RunningRule['rule']): Promise<ScopeColumns> {
  const { readMinutes, clock, yieldNow, columnLimits } = engine.options;
  const [plan] = planScopes([rule]);
  const { minuteMs } = engine.progress;
  const toMs = minuteMs === 0 ? Math.floor(clock.nowMs() / 60_000) * 60_000 : minuteMs;
  if (plan === undefined) throw new TypeError('a rule has a scope');
  const slices = new WorkSlices(clock, yieldNow);
  const pause = (): Promise<void> => slices.pause();
  return readColumns(plan, toMs, readMinutes, {
    rowsPerMinute: engine.rowsPerMinute,
    pause,
    limits: columnLimits,
  });
}

function entitiesOf(rule: RunningRule['rule'], columns: ScopeColumns): readonly string[] {
  const alive = aliveMask(columns, rule);
  return columns.ids.filter((id, i) => alive[i] === 1 && isAbout(rule, id));
}

function metricNames(rule: RunningRule['rule']): readonly string[] {
  return [...metricNamesOf(rule)];
}

async function windowValues(
  rule: RunningRule['rule'],
  columns: ScopeColumns,
  entityId: string,
): Promise<readonly object[]> {
  const size = reachOf(rule);
  const window = minuteWindow(columns.toMs, size);
  const source = new EntitySource(columns, columns.indexOf(entityId) ?? -1);
  const metrics = [...new Map(rule.metrics.map(({ metric }) => [metric.name, metric])).values()];
  const series = await source.readSeries(metrics.map((metric) => ({ metric, window })));
  return window.buckets.map((bucketMs, index) => ({
    index,
    metrics: metrics.flatMap((metric, i) => {
      const lines = (series[i] ?? []).filter(({ values }) => values[index] !== undefined);
      if (lines.length === 0) return [];
      const value = lines
        .map(({ labels, values }) => {
          const label = labels.map(({ key, value: text }) => `{${key}=${text}}`).join('');
          return label === '' ? String(values[index]) : `${label},${values[index]}`;
        })
        .join('|');
      return [{ name: metric.name, timeBucket: Number(bucketDigits(bucketMs, 'minute')), value }];
    }),
  }));
}
