import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { formatQuantityText } from '../../base/format-number.ts';
import { formatClock, formatStamp } from '../../base/format-time.ts';
import { endpointPath, instancePath, servicePath } from '../../base/path-id.ts';
import { childIdOf, serviceIdOf } from '../../model/entity/entity.ts';
import { windowText } from '../../model/named-source.ts';
import { minuteMs } from '../../model/page/time-window.ts';
import { nowMs, timeSpan, zone } from '../../model/page/url-state.ts';
import type { SpanDetail } from '../../model/trace/table/span-detail.ts';
import type { TraceSession } from '../../model/trace/session/trace-session.ts';
import { SpanFlag } from '../../model/trace/table/trace-table.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import type { KeyValue } from '../../model/trace/table/wire-span.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { Button } from '../../widgets/button.tsx';
import { Link } from '../../widgets/link.tsx';
import { SpanLines } from './span-lines.tsx';
import { SpanProfile } from './span-profile.tsx';
import { goToRow } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';

interface SpanPaneProps {
  readonly state: TraceViewState;
  readonly session: TraceSession;
  readonly hueTokens: readonly string[];
}

/** Everything about the selected span. It stays while another is fetched, so that moving through a trace doesn't flicker. */
export function SpanPane({ state, session, hueTokens }: SpanPaneProps) {
  const row = state.selected.value;
  const [detail, setDetail] = useState<SpanDetail | undefined>(undefined);
  useEffect(() => {
    let isWanted = true;
    const read = async (): Promise<void> => {
      const next = await session.detail(row).catch(() => undefined);
      if (isWanted) setDetail(next);
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [row, state.table.value]);
  if (detail === undefined) return <aside class="span-pane" aria-label="Span" />;
  const table = state.table.value;
  const token = hueTokens[table.service[row] as number] ?? '--hue-0';
  return (
    <aside class="span-pane" id="span-pane" aria-label="Span" tabIndex={0}>
      <header class="span-pane__head">
        <h2>
          <span class="span-row__hue" style={{ background: `var(${token})` }} />
          {detail.name === '' ? 'no name' : detail.name}
        </h2>
        <Button
          size="small"
          tone="quiet"
          aria-label="Close the span"
          title="Close (Esc)"
          onClick={() => (state.selected.value = -1)}
        >
          ✕
        </Button>
      </header>
      <Facts state={state} detail={detail} />
      <SpanProfile table={table} detail={detail} />
      <Pairs title="Tags" pairs={detail.tags} />
      <Logs detail={detail} />
      <SpanLines state={state} detail={detail} />
      <Events detail={detail} />
      <Refs state={state} session={session} detail={detail} />
      <footer class="span-pane__foot">
        <CopyButton label="Copy as JSON" text={() => JSON.stringify(detail, undefined, 2)} />
        <CopyButton label="Copy link" text={() => window.location.href} />
      </footer>
    </aside>
  );
}

function Fact({
  label,
  children,
}: {
  readonly label: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** How much before and after a trace the pages of its services show. */
const aroundMs = 15 * minuteMs;

/** A trace of another time than the window brings its own along: the page of its service is to show what was then. */
function timeOfTrace({ originMs, extentMs }: TraceTable): string {
  const endMs = originMs + extentMs;
  const { startMs: fromMs, endMs: toMs } = timeSpan.value;
  if (originMs <= 0 || (originMs >= fromMs && endMs <= toMs)) return '';
  const span = { startMs: originMs - aroundMs, endMs: Math.min(nowMs.value, endMs + aroundMs) };
  return span.endMs > span.startMs ? `?t=${windowText(span)}` : '';
}

function Facts({ state, detail }: { readonly state: TraceViewState; readonly detail: SpanDetail }) {
  const table = state.table.value;
  const { row } = detail;
  const durationMs = (table.end[row] as number) - (table.start[row] as number);
  const share = table.extentMs > 0 ? (durationMs / table.extentMs) * 100 : 0;
  const shiftMs = table.shift[row] as number;
  const serviceId = serviceIdOf(detail.service, true);
  const at = timeOfTrace(table);
  const flags = table.flags[row] as number;
  return (
    <dl class="span-pane__facts">
      {detail.isError ? (
        <Fact label="Outcome">
          <span class="is-error">
            ! failed
            {(flags & SpanFlag.errorOrigin) !== 0 && (table.subtreeEnd[row] as number) > row + 1
              ? ', nothing below it did'
              : ''}
          </span>
        </Fact>
      ) : undefined}
      <Fact label="Duration">
        {formatQuantityText(durationMs, 'durationMs')}
        <small>
          {formatQuantityText(share, 'percent')} of the trace · self{' '}
          {formatQuantityText(table.self[row], 'durationMs')}
          {(table.critical[row] as number) > 0
            ? ` · critical ${formatQuantityText(table.critical[row], 'durationMs')}`
            : ''}
        </small>
      </Fact>
      <Fact label="Start">
        {detail.startMs > 0 ? formatClock(detail.startMs + shiftMs, zone.value, 'ms') : 'not sent'}
        <small>
          after {formatQuantityText(table.start[row], 'durationMs')}
          {shiftMs === 0
            ? ''
            : ` · moved by ${formatQuantityText(shiftMs, 'durationMs')}: its clock differs`}
        </small>
      </Fact>
      <Fact label="Service">
        <Link to={`${servicePath(serviceId)}${at}`}>{detail.service}</Link>
      </Fact>
      <Fact label="Instance">
        {detail.instance === '' ? (
          '–'
        ) : (
          <Link to={`${instancePath(childIdOf(serviceId, detail.instance))}${at}`}>
            {detail.instance}
          </Link>
        )}
      </Fact>
      {detail.type === 'Entry' && detail.name !== '' ? (
        <Fact label="Endpoint">
          <Link to={`${endpointPath(childIdOf(serviceId, detail.name))}${at}`}>{detail.name}</Link>
        </Fact>
      ) : undefined}
      {detail.peer === '' ? undefined : <Fact label="Peer">{detail.peer}</Fact>}
      <Fact label="Kind">
        {[
          detail.type,
          detail.layer === 'Unknown' ? '' : detail.layer,
          detail.component === 'Unknown' ? '' : detail.component,
        ]
          .filter((it) => it !== '')
          .join(' · ')}
      </Fact>
      <Fact label="Span">
        <span class="mono span-pane__id">
          {detail.segmentId} : {detail.spanId}
        </span>
      </Fact>
    </dl>
  );
}

function Pairs({ title, pairs }: { readonly title: string; readonly pairs: readonly KeyValue[] }) {
  if (pairs.length === 0) return undefined;
  return (
    <section class="span-pane__section">
      <h3>
        {title} <small>{pairs.length}</small>
      </h3>
      <dl class="span-pane__pairs">
        {pairs.map(({ key, value }, i) => (
          <div key={`${key}${i}`}>
            <dt>{key}</dt>
            <dd>
              <Value text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A value: several lines keep their shape, such as a stack. */
function Value({ text }: { readonly text: string }) {
  return text.includes('\n') ? <pre>{text}</pre> : <span class="mono">{text}</span>;
}

function Logs({ detail }: { readonly detail: SpanDetail }) {
  if (detail.logs.length === 0) return undefined;
  return (
    <section class="span-pane__section">
      <h3>
        Logs <small>{detail.logs.length}</small>
      </h3>
      {detail.logs.slice(0, 200).map((log, i) => (
        <article key={i} class="span-pane__log">
          <p class="faint" title={formatStamp(log.timeMs, zone.value, 'ms')}>
            +{formatQuantityText(Math.max(0, log.timeMs - detail.startMs), 'durationMs')}
          </p>
          <dl class="span-pane__pairs">
            {log.data.map(({ key, value }, k) => (
              <div key={k}>
                <dt>{key}</dt>
                <dd>
                  <Value text={value} />
                </dd>
              </div>
            ))}
          </dl>
        </article>
      ))}
    </section>
  );
}

function Events({ detail }: { readonly detail: SpanDetail }) {
  if (detail.events.length === 0) return undefined;
  return (
    <section class="span-pane__section">
      <h3>
        Attached events <small>{detail.events.length}</small>
      </h3>
      {detail.events.slice(0, 200).map((event, i) => (
        <article key={i} class="span-pane__log">
          <p>
            {event.event}{' '}
            <small class="faint">
              {formatQuantityText(event.endMs - event.startMs, 'durationMs')}
            </small>
          </p>
          <Pairs title="" pairs={event.tags} />
        </article>
      ))}
    </section>
  );
}

const REFS_SHOWN_MAX = 50;

/** Where it was called from: inside of the trace a jump, outside a link. */
function Refs({
  state,
  session,
  detail,
}: {
  readonly state: TraceViewState;
  readonly session: TraceSession;
  readonly detail: SpanDetail;
}) {
  if (detail.refs.length === 0) return undefined;
  const go = (key: string): void => {
    session.rowsOf([key]).then(
      ([row = -1]) => row !== -1 && goToRow(state, row),
      () => undefined,
    );
  };
  return (
    <section class="span-pane__section">
      <h3>
        Called by <small>{detail.refs.length}</small>
      </h3>
      <ul class="span-pane__refs">
        {detail.refs.slice(0, REFS_SHOWN_MAX).map((ref, i) => (
          <li key={i}>
            {ref.traceId === detail.traceId || ref.traceId === '' ? (
              <button
                type="button"
                class="link-button mono"
                onClick={() => go(`${ref.parentSegmentId}:${ref.parentSpanId}`)}
              >
                {ref.parentSegmentId} : {ref.parentSpanId}
              </button>
            ) : (
              <Link to={`/trace/${encodeURIComponent(ref.traceId)}`}>trace {ref.traceId}</Link>
            )}
            <small class="faint">
              {' '}
              {ref.type === 'CROSS_THREAD' ? 'other thread' : 'other process'}
            </small>
          </li>
        ))}
      </ul>
      {detail.refs.length > REFS_SHOWN_MAX ? (
        <p class="faint">and {detail.refs.length - REFS_SHOWN_MAX} more</p>
      ) : undefined}
    </section>
  );
}
