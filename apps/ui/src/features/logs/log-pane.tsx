import { useMemo, useState } from 'preact/hooks';
import { formatAgo, formatStamp } from '../../base/format-time.ts';
import { endpointPath, instancePath, servicePath } from '../../base/path-id.ts';
import { serviceColour } from '../../model/entity/service-directory.ts';
import { jsonIn } from '../../model/log/log-content.ts';
import { openLogContext } from '../../model/log/log-search.ts';
import type { LogRow } from '../../model/log/log-row.ts';
import { emptyLogFilter, formatLogText } from '../../model/log/log-text.ts';
import { windowText } from '../../model/named-source.ts';
import { minuteMs } from '../../model/page/time-window.ts';
import { nowMs, zone } from '../../model/page/url-state.ts';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { HueMark } from '../../widgets/hue-mark.tsx';
import { Link } from '../../widgets/link.tsx';
import { SidePane } from '../../widgets/panes/side-pane.tsx';
import { Segments } from '../../widgets/panes/tabs.tsx';
import { useOwned } from '../../widgets/hooks/use-owned.ts';
import { valueOf } from '../../base/loadable.ts';
import { signal } from '../../base/signal.ts';
import { JsonTree } from './json-tree.tsx';
import { Level } from '../../widgets/level.tsx';
import { LogNeighbours } from './log-neighbours.tsx';
import { MarkedText } from './marked-text.tsx';
import { changeFilter, follows, openedId, parsedLogText, setLogText } from './log-state.ts';

const aroundMs = 5 * minuteMs;

/** One line, whole: what it says, what it is tagged with, what was said around it, and the ways on. */
export function LogPane({ row }: { readonly row: LogRow }) {
  const lines = useOwned(() => Object.assign(signal(10), { close: () => undefined }));
  const of = useOwned(() =>
    Object.assign(signal<'instance' | 'service'>(row.instanceId === '' ? 'service' : 'instance'), {
      close: () => undefined,
    }),
  );
  const context = useOwned(() =>
    openLogContext(
      row.id,
      () => of.value,
      () => lines.value,
    ),
  );
  const whole = valueOf(context.result.value)?.line ?? row;
  return (
    <SidePane
      label={`Line of ${row.serviceName}`}
      title={<Level level={row.level} />}
      onClose={() => openedId.set('', { push: true })}
    >
      <p class="log-pane__when">
        <span title={formatAgo(row.timeMs, nowMs.value)}>
          {formatStamp(row.timeMs, zone.value, 'ms')}
        </span>
      </p>
      <Source row={row} />
      <Ways row={row} />
      <Content row={whole} />
      <Tags row={whole} />
      <LogNeighbours
        context={context}
        lines={lines}
        of={of}
        hasInstance={row.instanceId !== ''}
        row={row}
      />
    </SidePane>
  );
}

function Source({ row }: { readonly row: LogRow }) {
  const around = windowText({ startMs: row.timeMs - aroundMs, endMs: row.timeMs + aroundMs });
  return (
    <p class="log-pane__where">
      <HueMark colour={serviceColour(row.serviceName)} />
      <Link to={`${servicePath(row.serviceId)}?t=${around}`}>{row.serviceName}</Link>
      {row.instanceId === '' ? undefined : (
        <>
          {' › '}
          <Link to={`${instancePath(row.instanceId)}?t=${around}`}>{row.instanceName}</Link>
        </>
      )}
      {row.endpointId === '' ? undefined : (
        <>
          {' › '}
          <Link to={`${endpointPath(row.endpointId)}?t=${around}`}>{row.endpointName}</Link>
        </>
      )}
    </p>
  );
}

function Ways({ row }: { readonly row: LogRow }) {
  if (row.traceId === '') return undefined;
  const span =
    row.segmentId === '' || row.spanId < 0
      ? ''
      : `?span=${encodeURIComponent(`${row.segmentId}:${row.spanId}`)}`;
  return (
    <nav class="side-pane__links" aria-label="From here">
      <Link to={`/trace/${encodeURIComponent(row.traceId)}${span}`}>Its trace</Link>
      <button
        type="button"
        class="log-pane__link"
        onClick={() => {
          setLogText(formatLogText({ ...emptyLogFilter, trace: row.traceId }));
          follows.set(false);
        }}
      >
        All lines of the trace
      </button>
    </nav>
  );
}

function Content({ row }: { readonly row: LogRow }) {
  const [isRaw, setRaw] = useState(false);
  // A line may be a million characters, and the pane is drawn again whenever time goes on.
  const json = useMemo(() => jsonIn(row.content), [row.content]);
  const words = parsedLogText.value.filter.include;
  return (
    <section class="side-pane__part" aria-label="What it says">
      <div class="log-pane__bar">
        {json === undefined ? (
          <span class="faint">{row.contentType}</span>
        ) : (
          <Segments
            label="Form"
            choices={[
              { value: 'tree', label: 'Fields' },
              { value: 'raw', label: 'Text' },
            ]}
            value={isRaw ? 'raw' : 'tree'}
            onChoose={(next) => setRaw(next === 'raw')}
          />
        )}
        <CopyButton text={row.content} />
      </div>
      {json === undefined || isRaw ? (
        <pre class="log-pane__text" tabIndex={0}>
          <MarkedText text={row.content} words={words} />
        </pre>
      ) : (
        <JsonTree value={json} words={words} />
      )}
      {row.isCut ? (
        <p class="faint" role="status">
          There is more of it; reading the whole line…
        </p>
      ) : undefined}
    </section>
  );
}

function Tags({ row }: { readonly row: LogRow }) {
  const { tags } = parsedLogText.value.filter;
  if (row.tags.length === 0) return undefined;
  return (
    <section class="side-pane__part">
      <h3>Tags</h3>
      <dl class="side-pane__pairs log-pane__tags">
        {row.tags.map(({ key, value }, index) => (
          <div key={index} class="log-pane__tag">
            <dt>{key}</dt>
            <dd>
              <span>{value}</span>
              {canBeAsked(key, value) ? (
                <button
                  type="button"
                  class="log-pane__only"
                  title={`Only lines with ${key}=${value}`}
                  onClick={() =>
                    key === 'level'
                      ? changeFilter({ levels: [row.level] })
                      : changeFilter({
                          tags: [...tags.filter((tag) => tag.key !== key), { key, value }],
                        })
                  }
                >
                  only
                </button>
              ) : undefined}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What the filter has no words for: keys that agents do not write, values that say nothing. */
function canBeAsked(key: string, value: string): boolean {
  return /^[^\s="]+$/u.test(key) && value.trim() !== '';
}
