import { valueOf } from '../../base/loadable.ts';
import type { Service } from './entity.ts';
import { serviceEntity } from './entity.ts';
import { goldenOfService, goldenRequests, readGolden, summariseGolden } from '../golden.ts';
import type { Golden, GoldenSummary } from '../golden.ts';
import type { ExpressionAnswer, ExpressionRequest } from '../graphql-client.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { askedWindow, askSpan, graphql } from '../server.ts';
import type { AskedSpan } from '../server.ts';
import { serviceDirectory } from './service-directory.ts';
import { spanBefore } from '../page/time-window.ts';

/** A service with its numbers. */
export interface ServiceRow {
  readonly service: Service;
  /** Undefined for the services beyond `seriesServicesMax`: their numbers come from ranked lists, without a history. */
  readonly golden: Golden | undefined;
  readonly summary: GoldenSummary;
  /** Mean latency now against the window before; undefined when it is not known. */
  readonly latencyRatio: number | undefined;
}

export interface ServicesOverview {
  readonly rows: readonly ServiceRow[];
  /** How many rows have a history. */
  readonly withSeriesCount: number;
  readonly failures: readonly string[];
}

/** So many services are read with their history; a thousand would cost four thousand expressions a refresh. */
export const seriesServicesMax = 150;
/** The longest ranked list that is asked for. */
const rankedMax = 2000;

const emptySummary: GoldenSummary = {
  load: undefined,
  latencyMs: undefined,
  p50Ms: undefined,
  p95Ms: undefined,
  p99Ms: undefined,
  errorPercent: undefined,
  apdex: undefined,
};

/** Every service with what it does now. */
export function openServicesOverview(): Query<ServicesOverview> {
  return createQuery<ServicesOverview>({
    key: () => (valueOf(serviceDirectory().result.value) === undefined ? undefined : 'overview'),
    read: (signal) => {
      const services = valueOf(serviceDirectory().result.value) ?? [];
      return readOverview(services, askedWindow.value, signal);
    },
    judge: ({ rows, failures }) => {
      if (rows.length === 0) return 'empty';
      return failures.length === 0 ? 'ready' : { missing: failures };
    },
  });
}

async function readOverview(
  services: readonly Service[],
  asked: AskedSpan,
  signal: AbortSignal,
): Promise<ServicesOverview> {
  const ranked = await readRanked(services.length > seriesServicesMax, asked, signal);
  const chosen = chooseForSeries(services, ranked.now);
  const metrics = chosen.map((service) => goldenOfService(service.layers));
  const requests = chosen.map((service, index) =>
    goldenRequests(
      metrics[index] ?? goldenOfService([]),
      serviceEntity({ serviceName: service.name, normal: service.normal }),
      asked,
    ),
  );
  const answers = await graphql().expressions(requests.flat(), signal);
  const goldenOf = new Map<string, Golden>();
  let at = 0;
  for (const [index, service] of chosen.entries()) {
    const count = requests[index]?.length ?? 0;
    goldenOf.set(
      service.id,
      readGolden(metrics[index] ?? goldenOfService([]), answers.slice(at, at + count), asked),
    );
    at += count;
  }
  const rows = services.map((service) => {
    const golden = goldenOf.get(service.id);
    const summary =
      golden === undefined ? (ranked.now.get(service.id) ?? emptySummary) : summariseGolden(golden);
    const before = ranked.latencyBeforeMs.get(service.id);
    const isKnown = before !== undefined && before > 0 && summary.latencyMs !== undefined;
    return {
      service,
      golden,
      summary,
      latencyRatio: isKnown ? (summary.latencyMs ?? 0) / before : undefined,
    };
  });
  const failures = new Set([
    ...ranked.failures,
    ...[...goldenOf.values()].flatMap((golden) => golden.failures),
  ]);
  return { rows, withSeriesCount: goldenOf.size, failures: [...failures] };
}

/** With too many services, those that hurt most get a history. */
function chooseForSeries(
  services: readonly Service[],
  now: ReadonlyMap<string, GoldenSummary>,
): readonly Service[] {
  if (services.length <= seriesServicesMax) return services;
  const weight = (service: Service): number => {
    const { load = 0, errorPercent = 0 } = now.get(service.id) ?? emptySummary;
    return load * (0.01 + errorPercent);
  };
  return [...services].sort((a, b) => weight(b) - weight(a)).slice(0, seriesServicesMax);
}

interface Ranked {
  readonly now: ReadonlyMap<string, GoldenSummary>;
  readonly latencyBeforeMs: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
}

/** Numbers of all services from ranked lists: one expression for a thousand services. */
async function readRanked(isMany: boolean, asked: AskedSpan, signal: AbortSignal): Promise<Ranked> {
  const before = askSpan(spanBefore(asked.span), asked.step);
  const ask = (metric: string, order: 'asc' | 'des', span: AskedSpan): ExpressionRequest => ({
    expression: `top_n(${metric},${rankedMax},${order})`,
    entity: { scope: 'All', normal: true },
    duration: span.duration,
  });
  const requests = [ask('service_resp_time', 'des', before)];
  if (isMany) {
    requests.push(
      ask('service_cpm', 'des', asked),
      ask('service_resp_time', 'des', asked),
      ask('service_sla', 'asc', asked),
    );
  }
  const answers = await graphql().expressions(requests, signal);
  const [latencyBeforeMs, load, latencyMs, success] = answers.map(readRankedValues);
  const now = new Map<string, GoldenSummary>();
  for (const [id, calls] of load ?? []) {
    const sla = success?.get(id);
    now.set(id, {
      ...emptySummary,
      load: calls,
      latencyMs: latencyMs?.get(id),
      errorPercent: sla === undefined ? undefined : (10_000 - sla) / 100,
    });
  }
  return {
    now,
    latencyBeforeMs: latencyBeforeMs ?? new Map<string, number>(),
    failures: answers.flatMap((answer) => (answer.ok ? [] : [answer.error])),
  };
}

function readRankedValues(answer: ExpressionAnswer): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  if (!answer.ok) return values;
  for (const { id, value, owner } of answer.series[0]?.values ?? []) {
    const serviceId = owner?.serviceID ?? id;
    if (typeof serviceId === 'string' && value !== null) values.set(serviceId, Number(value));
  }
  return values;
}

/**
 * What hurts first: load times the square of the error share, so that a small service that fails half of the time comes
 * before a large one that fails now and then, in steps of doubling so that noise does not reorder; then how much slower
 * than the window before; then load. Services without data come last.
 */
export function compareByHurt(left: ServiceRow, right: ServiceRow): number {
  return (
    hurtStep(right) - hurtStep(left) ||
    slowStep(right) - slowStep(left) ||
    (right.summary.load ?? -1) - (left.summary.load ?? -1) ||
    left.service.name.localeCompare(right.service.name)
  );
}

/** Below this (400 calls a minute of which one in a thousand fails) errors do not decide. */
const hurtMin = 4;

function hurtStep({ summary }: ServiceRow): number {
  const hurt = (summary.load ?? 0) * (summary.errorPercent ?? 0) ** 2;
  return hurt < hurtMin ? 0 : 1 + Math.round(Math.log2(hurt / hurtMin));
}

function slowStep({ latencyRatio }: ServiceRow): number {
  return latencyRatio === undefined || latencyRatio < 1.25
    ? 0
    : Math.round(Math.log2(latencyRatio) * 2);
}
