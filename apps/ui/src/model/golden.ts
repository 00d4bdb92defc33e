import type { ExpressionAnswer, ExpressionEntity, ExpressionRequest } from './graphql-client.ts';
import { hasPoints, meanOf, readLabelled, readLoad, readPoints, weightedMeanOf } from './series.ts';
import type { Points } from './series.ts';
import type { AskedSpan } from './server.ts';
import { minuteMs, stepMs } from './page/time-window.ts';

/**
 * The four numbers that every entity is judged by: load, latency, errors and (where there is one) Apdex. Which metrics
 * hold them differs by kind and layer; from here on nobody needs to know.
 */
export interface GoldenMetrics {
  /** Calls per minute. */
  readonly load: string;
  /** True when the load is counted by the bucket and not by the minute. */
  readonly isLoadCounted?: boolean;
  /** Mean latency, ms. */
  readonly latency?: string;
  /** Latency by rank, label `p`, ms. */
  readonly percentile?: string;
  /** Successful calls, in ten-thousandths; or, with `isErrorShare`, failed ones. */
  readonly success?: string;
  readonly isErrorShare?: boolean;
  /** In ten-thousandths. */
  readonly apdex?: string;
}

const serviceMetrics: GoldenMetrics = {
  load: 'service_cpm',
  latency: 'service_resp_time',
  percentile: 'service_percentile',
  success: 'service_sla',
  apdex: 'service_apdex',
};

/** Layers whose services are measured by other names than `service_*` (oap.md §4.1.5). */
const metricsOfLayer: Readonly<Record<string, GoldenMetrics>> = {
  VIRTUAL_DATABASE: {
    load: 'database_access_cpm',
    latency: 'database_access_resp_time',
    percentile: 'database_access_percentile',
    success: 'database_access_sla',
  },
  VIRTUAL_CACHE: {
    load: 'cache_access_cpm',
    latency: 'cache_access_resp_time',
    percentile: 'cache_access_percentile',
    success: 'cache_access_sla',
  },
  VIRTUAL_MQ: {
    load: 'mq_service_consume_cpm',
    latency: 'mq_service_consume_latency',
    percentile: 'mq_service_consume_percentile',
    success: 'mq_service_consume_sla',
  },
  VIRTUAL_GENAI: {
    load: 'gen_ai_provider_cpm',
    latency: 'gen_ai_provider_resp_time',
    percentile: 'gen_ai_provider_latency_percentile',
    success: 'gen_ai_provider_sla',
  },
  BROWSER: {
    load: 'browser_app_pv',
    isLoadCounted: true,
    success: 'browser_app_error_rate',
    isErrorShare: true,
  },
};

export function goldenOfService(layers: readonly string[]): GoldenMetrics {
  for (const layer of layers) {
    const found = metricsOfLayer[layer];
    if (found !== undefined) return found;
  }
  return serviceMetrics;
}

export const goldenOfInstance: GoldenMetrics = {
  load: 'service_instance_cpm',
  latency: 'service_instance_resp_time',
  success: 'service_instance_sla',
};

export const goldenOfEndpoint: GoldenMetrics = {
  load: 'endpoint_cpm',
  latency: 'endpoint_resp_time',
  percentile: 'endpoint_percentile',
  success: 'endpoint_sla',
};

/** The numbers over time, each beside the buckets of `asked`. */
export interface Golden {
  readonly asked: AskedSpan;
  readonly load: Points;
  readonly latencyMs: Points;
  readonly p50Ms: Points;
  readonly p95Ms: Points;
  readonly p99Ms: Points;
  readonly errorPercent: Points;
  readonly apdex: Points;
  /** What could not be read, in words. */
  readonly failures: readonly string[];
}

/** The numbers over the whole span. */
export interface GoldenSummary {
  readonly load: number | undefined;
  readonly latencyMs: number | undefined;
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly errorPercent: number | undefined;
  readonly apdex: number | undefined;
}

function expressionsOf(metrics: GoldenMetrics): readonly string[] {
  const { load, latency, percentile, success, apdex } = metrics;
  const ranks = percentile === undefined ? undefined : `${percentile}{p='50,95,99'}`;
  return [load, latency, ranks, success, apdex].filter((each) => each !== undefined);
}

export function goldenRequests(
  metrics: GoldenMetrics,
  entity: ExpressionEntity,
  asked: AskedSpan,
): readonly ExpressionRequest[] {
  return expressionsOf(metrics).map((expression) => ({
    expression,
    entity,
    duration: asked.duration,
  }));
}

/** Reads the answers to `goldenRequests` of the same metrics and span, in its order. */
export function readGolden(
  metrics: GoldenMetrics,
  answers: readonly ExpressionAnswer[],
  asked: AskedSpan,
): Golden {
  const expressions = expressionsOf(metrics);
  const find = (name: string | undefined): ExpressionAnswer | undefined =>
    name === undefined
      ? undefined
      : answers[expressions.findIndex((each) => each === name || each.startsWith(`${name}{`))];
  const ranks = readLabelled(find(metrics.percentile), asked, 'p');
  const rank = (label: string): Points =>
    ranks.find((each) => each.label === label || each.label === `P${label}`)?.points ?? [];
  return {
    asked,
    load: readLoad(find(metrics.load), asked, (value) =>
      metrics.isLoadCounted === true ? value / (stepMs[asked.step] / minuteMs) : value,
    ),
    latencyMs: readPoints(find(metrics.latency), asked),
    p50Ms: rank('50'),
    p95Ms: rank('95'),
    p99Ms: rank('99'),
    errorPercent: readPoints(find(metrics.success), asked, (value) =>
      metrics.isErrorShare === true ? value / 100 : Math.max(0, (10_000 - value) / 100),
    ),
    apdex: readPoints(find(metrics.apdex), asked, (value) => value / 10_000),
    failures: answers.flatMap((answer, index) =>
      answer.ok ? [] : [`${expressions[index]}: ${answer.error}`],
    ),
  };
}

export function summariseGolden(golden: Golden): GoldenSummary {
  const { load } = golden;
  return {
    load: meanOf(load),
    latencyMs: weightedMeanOf(golden.latencyMs, load),
    p50Ms: weightedMeanOf(golden.p50Ms, load),
    p95Ms: weightedMeanOf(golden.p95Ms, load),
    p99Ms: weightedMeanOf(golden.p99Ms, load),
    errorPercent: weightedMeanOf(golden.errorPercent, load),
    apdex: weightedMeanOf(golden.apdex, load),
  };
}

/** True when nothing at all was measured. */
export function isGoldenEmpty(golden: Golden): boolean {
  return !hasPoints(golden.load) && !hasPoints(golden.latencyMs) && !hasPoints(golden.errorPercent);
}
