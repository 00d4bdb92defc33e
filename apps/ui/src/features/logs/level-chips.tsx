import { formatStamp } from '../../base/format-time.ts';
import type { LogHistogram } from '../../model/log/read-logs.ts';
import { zone } from '../../model/page/url-state.ts';
import { Level } from '../../widgets/level.tsx';
import { changeFilter, parsedLogText, toggled } from './log-state.ts';

/** How many lines there are, and of which level; a click asks for that level only, another one for one more. */
export function LevelChips({ histogram }: { readonly histogram: LogHistogram | undefined }) {
  const chosen = parsedLogText.value.filter.levels;
  const levels = (histogram?.levels ?? []).filter(({ level }) => level !== 'other');
  const missing = chosen.filter((level) => !levels.some((each) => each.level === level));
  return (
    <div class="level-chips">
      <b role="status">
        {histogram === undefined
          ? 'Counting…'
          : `${histogram.total.toLocaleString('en')} ${histogram.total === 1 ? 'line' : 'lines'}`}
      </b>
      {[...levels, ...missing.map((level) => ({ level, total: 0 }))].map(({ level, total }) => (
        <button
          key={level}
          type="button"
          class="level-chip"
          aria-pressed={chosen.includes(level)}
          disabled={level === ''}
          title={level === '' ? 'Lines without a level' : `Only lines of level ${level}`}
          onClick={() => changeFilter({ levels: toggled(chosen, level) })}
        >
          <Level level={level} />{' '}
          <span class="level-chip__count">{total.toLocaleString('en')}</span>
        </button>
      ))}
      {histogram?.countedFromMs === undefined ? undefined : (
        <span class="faint" role="status">
          Counted back to {formatStamp(histogram.countedFromMs, zone.value, 'second')}; counting all
          of the window took too long.
        </span>
      )}
    </div>
  );
}
