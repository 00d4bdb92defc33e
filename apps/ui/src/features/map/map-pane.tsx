import type { ComponentChildren } from 'preact';
import { formatQuantityText } from '../../base/format-number.ts';
import { writeParameters } from '../../base/address.ts';
import { servicePath } from '../../base/path-id.ts';
import { failedShare } from '../../model/map/map-metrics.ts';
import type { MapNumbers, Numbers } from '../../model/map/map-metrics.ts';
import { kindOf } from '../../model/map/technology.ts';
import { isUser } from '../../model/map/service-map.ts';
import type { MapCall, MapNode, ServiceMap } from '../../model/map/service-map.ts';
import { EMPTY_SEARCH, formatSearch } from '../../model/trace/search/search-text.ts';
import { BAD_FROM } from './map-drawing.ts';
import { Button } from '../../widgets/button.tsx';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';

interface MapPaneProps {
  readonly map: ServiceMap;
  readonly numbers: MapNumbers;
  readonly isReading: boolean;
  readonly hueTokens: readonly string[];
  /** Indexes of the services that the search found; undefined while nothing is searched. */
  readonly found: readonly number[] | undefined;
  readonly selectedNode: number;
  readonly selectedCall: number;
  readonly onPoint: (node: number) => void;
  readonly onSelect: (id: string | undefined) => void;
}

/** The map as text: all services, or the selected service or call. */
export function MapPane(props: MapPaneProps) {
  const node = props.map.nodes[props.selectedNode];
  const call = props.map.calls[props.selectedCall];
  return (
    <aside
      class={`map-pane ${node === undefined && call === undefined ? 'is-list' : ''}`}
      aria-label="Services of the map"
      tabIndex={0}
    >
      {node !== undefined ? (
        <NodeDetail {...props} node={node} />
      ) : call !== undefined ? (
        <CallDetail {...props} call={call} />
      ) : (
        <ServiceList {...props} />
      )}
    </aside>
  );
}

/** More than this is not a list to read; the search shortens it. */
const LINES_MAX = 200;

/** What hurts first: failing calls a minute, then load. */
function byHurt(numbers: Numbers): (a: number, b: number) => number {
  const hurt = (i: number): number => failedShare(numbers.success[i]) * (numbers.load[i] || 0);
  return (a, b) => hurt(b) - hurt(a) || (numbers.load[b] || 0) - (numbers.load[a] || 0) || a - b;
}

function ServiceList(props: MapPaneProps) {
  const { map, numbers, found } = props;
  const order = found ?? map.nodes.map((_, i) => i).sort(byHurt(numbers.nodes));
  return (
    <>
      <h2 class="map-pane__title">
        {found === undefined ? 'Services' : `${found.length} found`}
        <small>{found === undefined ? 'what hurts first' : ''}</small>
      </h2>
      {order.length === 0 ? <p class="muted">No service on this map is called that.</p> : undefined}
      <ul class="map-pane__list">
        {order.slice(0, LINES_MAX).map((i) => (
          <NodeLine key={map.nodes[i]?.id} {...props} index={i} numbersOf={numbers.nodes} at={i} />
        ))}
      </ul>
      {order.length > LINES_MAX ? (
        <p class="faint">and {order.length - LINES_MAX} more: search to see them</p>
      ) : undefined}
    </>
  );
}

interface NodeLineProps extends MapPaneProps {
  readonly index: number;
  /** Where the numbers of the line come from: the service's own, or those of a call. */
  readonly numbersOf: Numbers;
  readonly at: number;
}

/** One service with its numbers. Pointing at it shows its paths on the map. */
function NodeLine({ map, index, numbersOf, at, hueTokens, onPoint, onSelect }: NodeLineProps) {
  const node = map.nodes[index];
  if (node === undefined) return undefined;
  const failed = failedShare(numbersOf.success[at]);
  return (
    <li>
      <button
        type="button"
        class="map-line"
        onClick={() => onSelect(node.id)}
        onPointerEnter={() => onPoint(index)}
        onPointerLeave={() => onPoint(-1)}
        onFocus={() => onPoint(index)}
        onBlur={() => onPoint(-1)}
      >
        <HueMark colour={`var(${hueTokens[index] ?? '--hue-0'})`} isHollow={!node.isReal} />
        <span class="map-line__name" title={node.name}>
          {node.name}
        </span>
        {failed >= 0.001 ? (
          <span
            class={`map-line__failed ${failed >= BAD_FROM ? 'is-error' : 'faint'}`}
            title="Share of calls that failed"
          >
            {failed >= BAD_FROM ? '! ' : ''}
            {formatQuantityText(failed * 100, 'percent')}
          </span>
        ) : undefined}
        <QuantityText of={known(numbersOf.load[at])} kind="perMinute" class="map-line__load" />
        <QuantityText
          of={known(numbersOf.latencyMs[at])}
          kind="durationMs"
          class="map-line__latency"
        />
      </button>
    </li>
  );
}

function known(value: number | undefined): number | undefined {
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function Head({
  children,
  onClose,
}: {
  readonly children: ComponentChildren;
  readonly onClose: () => void;
}) {
  return (
    <header class="map-pane__head">
      <h2 class="map-pane__title">{children}</h2>
      <Button
        size="small"
        tone="quiet"
        aria-label="Back to all services"
        title="Back (Esc)"
        onClick={onClose}
      >
        ✕
      </Button>
    </header>
  );
}

function Figures({ numbers, at }: { readonly numbers: Numbers; readonly at: number }) {
  const success = known(numbers.success[at]);
  const isBad = failedShare(numbers.success[at]) >= BAD_FROM;
  return (
    <dl class="map-pane__figures">
      <div>
        <dt>Load</dt>
        <dd>
          <QuantityText of={known(numbers.load[at])} kind="perMinute" />
        </dd>
      </div>
      <div>
        <dt>Latency</dt>
        <dd>
          <QuantityText of={known(numbers.latencyMs[at])} kind="durationMs" />
        </dd>
      </div>
      <div>
        <dt>Success</dt>
        <dd class={isBad ? 'is-error' : ''}>
          {isBad ? '! ' : ''}
          <QuantityText of={success} kind="percent" />
        </dd>
      </div>
    </dl>
  );
}

const kindNames = {
  user: 'People outside',
  database: 'Database',
  cache: 'Cache',
  queue: 'Queue',
  service: 'Service',
  guess: 'Known from calls only',
} as const;

function NodeDetail(props: MapPaneProps & { readonly node: MapNode }) {
  const { map, numbers, node, selectedNode, hueTokens } = props;
  const calls = map.calls.map((call, k) => ({ call, k }));
  const byLoad = (a: { k: number }, b: { k: number }): number =>
    (numbers.calls.load[b.k] || 0) - (numbers.calls.load[a.k] || 0);
  const callers = calls.filter(({ call }) => call.target === selectedNode).sort(byLoad);
  const callees = calls.filter(({ call }) => call.source === selectedNode).sort(byLoad);
  return (
    <>
      <Head onClose={() => props.onSelect(undefined)}>
        <HueMark colour={`var(${hueTokens[selectedNode] ?? '--hue-0'})`} isHollow={!node.isReal} />
        {node.name}
      </Head>
      <p class="map-pane__kind">
        {[
          kindNames[kindOf(node)],
          node.type === 'USER' ? '' : node.type,
          node.layers.filter((it) => it !== 'UNDEFINED').join(', '),
        ]
          .filter((it) => it !== '')
          .join(' · ')}
      </p>
      <Figures numbers={numbers.nodes} at={selectedNode} />
      <p class="map-pane__links">
        {isUser(node) ? undefined : <Link to={servicePath(node.id)}>Open</Link>}
        {node.isReal ? (
          <Link
            to={`/traces?q=${encodeURIComponent(formatSearch({ ...EMPTY_SEARCH, service: node.name }))}`}
          >
            Traces
          </Link>
        ) : undefined}
        <button
          type="button"
          class="map-pane__button"
          onClick={() => writeParameters({ around: node.id, view: undefined }, { push: true })}
        >
          Map around it
        </button>
      </p>
      <CallList
        {...props}
        title="Called by"
        ends={callers.map(({ call, k }) => ({ node: call.source, k }))}
      />
      <CallList
        {...props}
        title="Calls"
        ends={callees.map(({ call, k }) => ({ node: call.target, k }))}
      />
    </>
  );
}

interface CallListProps extends MapPaneProps {
  readonly title: string;
  readonly ends: readonly { readonly node: number; readonly k: number }[];
}

function CallList(props: CallListProps) {
  const { title, ends, map, numbers, onSelect } = props;
  if (ends.length === 0) return undefined;
  return (
    <section class="map-pane__section">
      <h3>
        {title} <small>{ends.length}</small>
      </h3>
      <ul class="map-pane__list">
        {ends.slice(0, LINES_MAX).map(({ node, k }) => (
          <NodeLine
            key={k}
            {...props}
            index={node}
            numbersOf={numbers.calls}
            at={k}
            onSelect={() => onSelect(map.calls[k]?.id)}
          />
        ))}
      </ul>
    </section>
  );
}

function CallDetail(props: MapPaneProps & { readonly call: MapCall }) {
  const { map, numbers, call, selectedCall } = props;
  const source = map.nodes[call.source];
  const target = map.nodes[call.target];
  const seen = [
    call.isSeenByClient ? 'the caller' : '',
    call.isSeenByServer ? 'the called' : '',
  ].filter((it) => it !== '');
  return (
    <>
      <Head onClose={() => props.onSelect(undefined)}>Call</Head>
      <ul class="map-pane__list">
        <NodeLine {...props} index={call.source} numbersOf={numbers.nodes} at={call.source} />
        <NodeLine {...props} index={call.target} numbersOf={numbers.nodes} at={call.target} />
      </ul>
      <Figures numbers={numbers.calls} at={selectedCall} />
      <p class="map-pane__kind">
        {seen.length === 0 ? '' : `Seen by ${seen.join(' and ')}`}
        {call.components.length === 0 ? '' : ` · ${call.components.join(', ')}`}
      </p>
      <p class="map-pane__links">
        {source?.isReal === true ? (
          <Link
            to={`/traces?q=${encodeURIComponent(formatSearch({ ...EMPTY_SEARCH, service: source.name }))}`}
          >
            Traces of {source.name}
          </Link>
        ) : undefined}
        {target?.isReal === true ? (
          <Link
            to={`/traces?q=${encodeURIComponent(formatSearch({ ...EMPTY_SEARCH, service: target.name }))}`}
          >
            Traces of {target.name}
          </Link>
        ) : undefined}
      </p>
    </>
  );
}
