import { formatChange } from '../../base/format-number.ts';
import type { UnitKind } from '../../base/format-number.ts';
import { comparisonWords } from '../../model/entity/comparison.ts';
import type { Comparison } from '../../model/entity/comparison.ts';
import type { GoldenSummary } from '../../model/golden.ts';
import { QuantityText } from '../../widgets/quantity.tsx';

interface StatProps {
  readonly label: string;
  readonly help: string;
  readonly kind: UnitKind;
  readonly now: number | undefined;
  readonly before: number | undefined;
  /** What time `before` is. */
  readonly words: string;
  /** Which way is worse; a change that way is marked. */
  readonly worse: 'up' | 'down' | 'neither';
}

/** A change smaller than this share is not worth a colour. */
const markedShare = 0.15;

function changeTone({ now, before, worse }: StatProps): string {
  if (worse === 'neither' || now === undefined || before === undefined) return 'muted';
  const isWorse = worse === 'up' ? now > before : now < before;
  const share = Math.abs(now - before) / Math.max(Math.abs(before), 1e-9);
  return isWorse && share >= markedShare ? 'is-warn is-strong' : 'muted';
}

function Stat(props: StatProps) {
  const { label, help, kind, now, before } = props;
  const change = formatChange(now, before);
  return (
    <div class="stat" title={help}>
      <dt class="stat__label">{label}</dt>
      <dd class="stat__value">
        <QuantityText of={now} kind={kind} />
      </dd>
      <dd class={`stat__change ${changeTone(props)}`}>
        {change === undefined ? `no data ${props.words}` : `${change} vs ${props.words}`}
      </dd>
    </div>
  );
}

/** The four numbers of an entity, and how they changed. */
export function StatStrip({
  now,
  before,
  comparison,
}: {
  readonly now: GoldenSummary;
  readonly before: GoldenSummary;
  /** What time `before` is. */
  readonly comparison: Comparison;
}) {
  const words = comparisonWords[comparison];
  const hasRanks = now.p95Ms !== undefined;
  return (
    <dl class="stat-strip">
      <Stat
        label="Load"
        help="Calls a minute, mean of the window"
        kind="perMinute"
        now={now.load}
        before={before.load}
        words={words}
        worse="neither"
      />
      {hasRanks ? (
        <Stat
          label="p95 latency"
          help="95 of 100 calls are faster"
          kind="rankMs"
          now={now.p95Ms}
          before={before.p95Ms}
          words={words}
          worse="up"
        />
      ) : (
        <Stat
          label="Latency"
          help="Mean of all calls"
          kind="durationMs"
          now={now.latencyMs}
          before={before.latencyMs}
          words={words}
          worse="up"
        />
      )}
      <Stat
        label="Errors"
        help="Share of calls that failed"
        kind="percent"
        now={now.errorPercent}
        before={before.errorPercent}
        words={words}
        worse="up"
      />
      {now.apdex === undefined ? (
        hasRanks ? (
          <Stat
            label="Mean latency"
            help="Mean of all calls"
            kind="durationMs"
            now={now.latencyMs}
            before={before.latencyMs}
            words={words}
            worse="up"
          />
        ) : undefined
      ) : (
        <Stat
          label="Apdex"
          help="1 when every caller was satisfied, 0 when none was"
          kind="apdex"
          now={now.apdex}
          before={before.apdex}
          words={words}
          worse="down"
        />
      )}
    </dl>
  );
}
