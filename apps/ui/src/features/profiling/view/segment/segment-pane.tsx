import './segment-pane.css';
import { useEffect, useMemo } from 'preact/hooks';
import { hrefTo, navigate } from '../../../../base/address.ts';
import { formatQuantityText } from '../../../../base/format-number.ts';
import { formatClock } from '../../../../base/format-time.ts';
import { valueOf } from '../../../../base/loadable.ts';
import { createQuery } from '../../../../model/query.ts';
import { rangesOf, readProfiledTraces } from '../../../../model/profile/tasks/profiled-segments.ts';
import type {
  ProfiledSpan,
  ProfiledTrace,
} from '../../../../model/profile/tasks/profiled-segments.ts';
import { formatReference, profilePath } from '../../../../model/profile/tasks/reference.ts';
import type { ProfileReference } from '../../../../model/profile/tasks/reference.ts';
import { formatView } from '../../../../model/profile/view-address.ts';
import { zone } from '../../../../model/page/url-state.ts';
import { EmptyState } from '../../../../widgets/empty-state.tsx';
import { Link } from '../../../../widgets/link.tsx';
import { LoadableView } from '../../../../widgets/loadable-view.tsx';
import { useOwned } from '../../../../widgets/hooks/use-owned.ts';
import type { ProfileState } from '../profile-state.ts';
import { SegmentBrush } from './segment-brush.tsx';

interface SegmentPaneProps {
  readonly state: ProfileState;
  readonly reference: Extract<ProfileReference, { kind: 'trace' }>;
}

/** The requests that were caught, and the waterfall of the chosen one: a span or a stretch of it is what the picture is of. */
export function SegmentPane({ state, reference }: SegmentPaneProps) {
  const query = useOwned(() =>
    createQuery<readonly ProfiledTrace[]>({
      key: () => reference.taskId,
      read: (signal) => readProfiledTraces(reference.taskId, signal),
      judge: (traces) => (traces.length === 0 ? 'empty' : 'ready'),
    }),
  );
  const { state: readState } = query.result.value;
  // After the waterfall has said which times its span has: effects of children run first.
  useEffect(() => {
    if (readState !== 'loading') state.hasSpans.value = true;
  }, [state, readState]);
  return (
    <aside class="segment-pane" aria-label="Requests">
      <LoadableView
        of={query.result.value}
        emptyTitle="No request of this task is stored"
        emptyDetail="Dumps may be here before the segments are, and segments may be left out by sampling."
        onRetry={query.refresh}
      >
        {(traces) => <Requests state={state} reference={reference} traces={traces} />}
      </LoadableView>
    </aside>
  );
}

function Requests({
  state,
  reference,
  traces,
}: SegmentPaneProps & { readonly traces: readonly ProfiledTrace[] }) {
  const chosen = traces.find(({ segmentIds }) =>
    segmentIds.some((id) => reference.segments.includes(id)),
  );
  const open = (trace: ProfiledTrace | undefined): void =>
    navigate(hrefTo(requestPath(state, reference, trace)));
  return (
    <>
      <h2 class="segment-pane__title">
        Requests <small class="faint">{traces.length}</small>
      </h2>
      <ul class="segment-pane__list">
        <li>
          <button
            type="button"
            class={`segment-pane__item ${chosen === undefined ? 'is-at' : ''}`}
            aria-pressed={chosen === undefined}
            onClick={() => open(undefined)}
          >
            <span>All of them</span>
          </button>
        </li>
        {traces.map((trace) => (
          <li key={`${trace.traceId}${trace.startMs}`}>
            <button
              type="button"
              class={`segment-pane__item ${trace === chosen ? 'is-at' : ''}`}
              aria-pressed={trace === chosen}
              onClick={() => open(trace)}
            >
              <span class="segment-pane__name" title={trace.endpointNames.join(', ')}>
                {trace.endpointNames.join(', ')}
              </span>
              <span class="faint">{formatClock(trace.startMs, zone.value, 'ms')}</span>
              <b>{formatQuantityText(trace.durationMs, 'durationMs')}</b>
            </button>
          </li>
        ))}
      </ul>
      {chosen === undefined ? (
        <EmptyState
          title="Choose a request"
          detail="Its waterfall stands here then; a span of it, or a stretch that you draw, is what the flame graph shows."
        />
      ) : (
        <Waterfall key={formatReference(reference)} state={state} trace={chosen} />
      )}
    </>
  );
}

/** The page of another request, with all that is not of the former one: what counts, how it is drawn, what is searched for. */
function requestPath(
  state: ProfileState,
  reference: SegmentPaneProps['reference'],
  trace: ProfiledTrace | undefined,
): string {
  const segments = trace === undefined ? [] : trace.segmentIds;
  const [path = '', query = ''] = profilePath({ ...reference, segments }).split('?');
  const parameters = new URLSearchParams(query);
  const view = state.view.peek();
  const kept = formatView({
    ...view,
    side: { ...view.side, range: undefined },
    zoom: undefined,
    selected: undefined,
    stretch: undefined,
    span: undefined,
  });
  for (const [name, value] of Object.entries(kept))
    if (value !== undefined && value !== '') parameters.set(name, value);
  return `${path}?${parameters.toString()}`;
}

interface WaterfallProps {
  readonly state: ProfileState;
  readonly trace: ProfiledTrace;
}

function spanKeyOf(span: ProfiledSpan): string {
  return `${span.segmentId}:${span.spanId}`;
}

function Waterfall({ state, trace }: WaterfallProps) {
  const { span: spanKey, isOwnTime, side } = state.view.value;
  const span = trace.spans.find((each) => spanKeyOf(each) === spanKey);
  const startMs = Math.min(trace.startMs, ...trace.spans.map((each) => each.startMs));
  const endMs = Math.max(
    trace.startMs + trace.durationMs,
    ...trace.spans.map((each) => each.endMs),
  );
  const lengthMs = Math.max(1, endMs - startMs);
  useEffect(() => {
    state.spanRanges.value =
      span === undefined ? undefined : rangesOf(trace.spans, span, isOwnTime);
  }, [span, isOwnTime, trace]);
  useEffect(() => () => void (state.spanRanges.value = undefined), []);
  const facts = valueOf(state.facts.value);
  const shareOf = (timeMs: number): number => (timeMs - startMs) / lengthMs;
  const chosen = useMemo((): readonly (readonly [number, number])[] => {
    if (span !== undefined)
      return rangesOf(trace.spans, span, isOwnTime).map(([from, to]) => [
        shareOf(from),
        shareOf(to),
      ]);
    if (side.range === undefined || facts === undefined) return [];
    return [[shareOf(facts.startMs + side.range.fromMs), shareOf(facts.startMs + side.range.toMs)]];
  }, [span, isOwnTime, side.range, facts, trace]);
  const select = (next: ProfiledSpan | undefined): void =>
    state.change(
      {
        span: next === undefined || next === span ? undefined : spanKeyOf(next),
        side: { ...side, range: undefined },
      },
      { push: true },
    );
  const draw = (from: number, to: number): void => {
    if (facts === undefined) return;
    const fromMs = Math.max(0, startMs + from * lengthMs - facts.startMs);
    const toMs = startMs + to * lengthMs - facts.startMs;
    if (toMs <= fromMs) return;
    state.change({ span: undefined, side: { ...side, range: { fromMs, toMs } } }, { push: true });
  };
  return (
    <section class="segment-waterfall" aria-label="Waterfall">
      <header class="segment-waterfall__head">
        <Link to={`/trace/${encodeURIComponent(trace.traceId)}`} title="The whole trace">
          Open the trace
        </Link>
        <label title="Leave out the time in which spans below it ran">
          <input
            type="checkbox"
            checked={isOwnTime}
            onChange={() => state.change({ isOwnTime: !isOwnTime })}
          />
          without its children
        </label>
      </header>
      <SegmentBrush
        chosen={chosen}
        onDraw={draw}
        lengthMs={lengthMs}
        onClear={() => select(undefined)}
      />
      <ul class="segment-waterfall__spans">
        {trace.spans.map((each) => (
          <li key={spanKeyOf(each)}>
            <button
              type="button"
              class={`segment-span ${each === span ? 'is-at' : ''} ${each.isProfiled ? '' : 'is-blank'}`}
              aria-pressed={each === span}
              title={each.isProfiled ? each.name : `${each.name}: its segment has no dumps`}
              disabled={!each.isProfiled}
              onClick={() => select(each)}
            >
              <span
                class="segment-span__name"
                style={{ paddingLeft: `${Math.min(12, each.depth) * 10}px` }}
              >
                {each.isError ? <span class="is-error">! </span> : undefined}
                {each.name === '' ? 'no name' : each.name}
              </span>
              <span class="segment-span__time">
                <i
                  style={{
                    left: `${shareOf(each.startMs) * 100}%`,
                    width: `${Math.max(0.6, ((each.endMs - each.startMs) / lengthMs) * 100)}%`,
                  }}
                />
              </span>
              <span class="segment-span__length">
                {formatQuantityText(each.endMs - each.startMs, 'durationMs')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
