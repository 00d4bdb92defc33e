import { formatStamp } from '../../base/format-time.ts';
import { zone } from '../../model/page/url-state.ts';
import type { TraceSession } from '../../model/trace/session/trace-session.ts';
import { mainRootOf } from '../../model/trace/table/critical-path.ts';
import type { TraceTable } from '../../model/trace/table/trace-table.ts';
import { Button } from '../../widgets/button.tsx';
import { CopyButton } from '../../widgets/copy-button.tsx';
import { QuantityText } from '../../widgets/quantity.tsx';
import { goToRow } from './trace-view-state.ts';
import type { TraceViewState } from './trace-view-state.ts';
import { nextErrorRow } from './use-trace-keys.ts';

interface TraceHeadProps {
  readonly state: TraceViewState;
  readonly session: TraceSession;
  readonly traceId: string;
  readonly hueTokens: readonly string[];
}

/** What the trace is: its first operation, its numbers, where it came from. */
export function TraceHead({ state, session, traceId, hueTokens }: TraceHeadProps) {
  const table = state.table.value;
  const main = Math.max(0, mainRootOf(table));
  const name = table.names[table.name[main] as number] ?? '';
  const service = table.services[table.service[main] as number] ?? '';
  const id = table.traceId === '' ? traceId : table.traceId;
  return (
    <header class="trace-head">
      <h1 class="trace-head__title" title={`${name}\n${service}`}>
        <span
          class="span-row__hue"
          style={{ background: `var(${hueTokens[table.service[main] as number] ?? '--hue-0'})` }}
        />
        <span class="trace-head__name">{name === '' ? 'Trace' : name}</span>
        <small>{service}</small>
      </h1>
      <dl class="trace-head__numbers">
        <Fact label="duration">
          <QuantityText of={table.extentMs} kind="durationMs" />
        </Fact>
        <Fact label={table.count === 1 ? 'span' : 'spans'}>
          {table.count.toLocaleString('en-US')}
        </Fact>
        <Fact label={table.services.length === 1 ? 'service' : 'services'}>
          {table.services.length}
        </Fact>
        <Fact label="depth">{table.depthMax + 1}</Fact>
        <Fact label={table.errors === 1 ? 'error' : 'errors'}>
          {table.errors === 0 ? (
            '0'
          ) : (
            <button
              type="button"
              class="trace-head__errors"
              title="Next error (e)"
              onClick={() => goToError(state)}
            >
              {table.errors}
            </button>
          )}
        </Fact>
        <Fact label="began">{formatStamp(table.originMs, zone.value, 'ms')}</Fact>
      </dl>
      <div class="trace-head__tools">
        <span class="trace-head__id mono" title={id}>
          {id}
        </span>
        <CopyButton text={id} label="Copy id" />
        <Button
          size="small"
          tone="quiet"
          onClick={() => void saveJson(session, id)}
          title="Save as JSON, which this page opens again"
        >
          JSON
        </Button>
      </div>
      <Notes table={table} state={state} session={session} />
    </header>
  );
}

function Fact({
  label,
  children,
}: {
  readonly label: string;
  readonly children?: preact.ComponentChildren;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function goToError(state: TraceViewState): void {
  const row = nextErrorRow(state.table.peek(), state.selected.peek(), 1);
  if (row !== -1) goToRow(state, row);
}

async function saveJson(session: TraceSession, traceId: string): Promise<void> {
  const url = URL.createObjectURL(
    new Blob([await session.exportJson()], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `trace-${traceId.replaceAll(/[^\w.-]/gu, '_').slice(0, 80)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** What was odd about it, in words: a broken trace must not look like a sound one. */
function Notes({
  table,
  state,
  session,
}: {
  readonly table: TraceTable;
  readonly state: TraceViewState;
  readonly session: TraceSession;
}) {
  const { capped, orphans, loops, duplicates, badTimes, skewed } = table.notes;
  const words = [
    capped > 0 ? `${plural(capped, 'span', 'spans')} beyond the limit left out` : '',
    orphans > 0 ? `${plural(orphans, 'span has', 'spans have')} lost the parent` : '',
    loops > 0 ? `${plural(loops, 'circle', 'circles')} of parents cut` : '',
    duplicates > 0 ? `${plural(duplicates, 'span', 'spans')} came twice` : '',
    badTimes > 0 ? `${plural(badTimes, 'span has', 'spans have')} impossible times` : '',
  ].filter((it) => it !== '');
  const wasMoved = skewed > 0;
  if (words.length === 0 && !wasMoved && !isRaw(state)) return undefined;
  return (
    <p class="trace-head__notes" role="status">
      {words.length > 0 ? (
        <span>
          <b>Incomplete</b> {words.join(' · ')}
        </span>
      ) : undefined}
      {wasMoved ? (
        <span>{plural(skewed, 'span', 'spans')} moved because clocks differ</span>
      ) : undefined}
      {wasMoved || isRaw(state) ? (
        <Button
          size="small"
          tone="quiet"
          onClick={() => void rebuild(state, session, isRaw(state))}
        >
          {wasMoved ? 'Show times as sent' : 'Undo clock differences'}
        </Button>
      ) : undefined}
    </p>
  );
}

const rawTables = new WeakSet<TraceTable>();

function isRaw(state: TraceViewState): boolean {
  return rawTables.has(state.table.value);
}

async function rebuild(
  state: TraceViewState,
  session: TraceSession,
  adjustClocks: boolean,
): Promise<void> {
  const table = await session.rebuild({ adjustClocks });
  if (!adjustClocks) rawTables.add(table);
  state.selected.value = -1;
  state.zoom.value = undefined;
  state.table.value = table;
}
