/** The parts of dashboards: charts of expressions, lists of what there is, maps, and pages that the classic UI brings itself. */
import type { Part } from './board.ts';

/** What a chart draws: the expression, and the name of its line where it is not alone. */
export type Lines = string | Readonly<Record<string, string>>;

export interface Figure {
  readonly label: string;
  readonly unit?: string;
  /** A series; where one number is shown it is the mean of it. */
  readonly series: string;
}

const axes = { showXAxis: true, showYAxis: true };

export function line(title: string, lines: Lines): Part {
  return chart(title, lines, {
    type: 'Line',
    step: false,
    smooth: false,
    showSymbol: true,
    ...axes,
  });
}

export function area(title: string, lines: Lines): Part {
  return chart(title, lines, { type: 'Area', opacity: 0.4, ...axes });
}

/** A percentile's five lines, in milliseconds. */
export function percentiles(title: string, metric: string): Part {
  const ranks = '50,75,90,95,99';
  return line(title, `relabels(${metric}{p='${ranks}'},p='${ranks}',percentile='${ranks}')`);
}

/** One number: the mean of the window. */
export function card(title: string, { label, unit, series }: Figure): Part {
  return {
    ...chart(title, mean(series), {
      type: 'Card',
      fontSize: 14,
      textAlign: 'center',
      showUnit: true,
    }),
    metricConfig: [{ label, unit }],
  };
}

/** The ten that are first, each with a way to its own dashboard where there is one. */
export function ranking(title: string, expression: string, dashboard?: string): Part {
  return {
    ...chart(title, expression, { type: 'TopList', color: 'purple' }),
    ...(dashboard !== undefined && { valueRelatedDashboard: dashboard }),
  };
}

/** A table of services, instances or endpoints with their figures; each row opens the dashboard. */
export function list(
  kind: 'ServiceList' | 'InstanceList' | 'EndpointList',
  dashboardName: string,
  figures: readonly Figure[],
): Part {
  return {
    type: 'Widget',
    graph: { type: kind, dashboardName, fontSize: 12, ...(kind === 'ServiceList' && groups) },
    metricConfig: configOf(figures),
    expressions: figures.map(({ series }) => mean(series)),
    subExpressions: figures.map(({ series }) => series),
  };
}

const groups = { showGroup: true };

export interface MapFigures {
  readonly nodes: readonly Figure[];
  readonly server: readonly Figure[];
  readonly client: readonly Figure[];
}

/** The map of calls. A click on a node or a call opens a dashboard by these names. */
export function map(
  figures: MapFigures,
  links: {
    readonly node?: Readonly<Record<string, string>>;
    readonly call?: string;
    /** True for a node that is to be red, and what that means. */
    readonly ill?: { readonly expression: string; readonly text: string };
  },
): Part {
  const { node = {}, call, ill } = links;
  return {
    type: 'Topology',
    graph: { showDepth: true },
    ...(call !== undefined && { linkDashboard: call }),
    nodeDashboard: Object.entries(node).map(([scope, dashboard]) => ({ scope, dashboard })),
    ...(ill !== undefined && {
      description: { healthy: 'Healthy', unhealthy: ill.text },
      legendMQE: { expression: ill.expression },
    }),
    nodeExpressions: expressionsOf(figures.nodes),
    nodeMetricConfig: configOf(figures.nodes),
    linkServerExpressions: expressionsOf(figures.server),
    linkServerMetricConfig: configOf(figures.server),
    linkClientExpressions: expressionsOf(figures.client),
    linkClientMetricConfig: configOf(figures.client),
  };
}

/** A page that the classic UI brings itself. */
export function page(
  type: 'Trace' | 'Log' | 'Profile' | 'AsyncProfiling' | 'Pprof' | 'Event',
): Part {
  return type === 'Event' ? { type, eventAssociate: true } : { type };
}

function chart(title: string, lines: Lines, graph: object): Part {
  const named = typeof lines === 'string' ? undefined : Object.entries(lines);
  return {
    type: 'Widget',
    widget: { title },
    graph,
    expressions: named?.map(([, expression]) => expression) ?? [lines],
    ...(named !== undefined && { metricConfig: named.map(([label]) => ({ label })) }),
  };
}

function expressionsOf(figures: readonly Figure[]): readonly string[] {
  return figures.map(({ series }) => mean(series));
}

function configOf(figures: readonly Figure[]): readonly object[] {
  return figures.map(({ label, unit }) => ({ label, unit, detailLabel: label }));
}

function mean(series: string): string {
  return `avg(${series})`;
}
