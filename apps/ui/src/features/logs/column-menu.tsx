import { signal } from '../../base/signal.ts';
import type { LogRow } from '../../model/log/log-row.ts';
import { Button } from '../../widgets/button.tsx';
import { Popover } from '../../widgets/panes/popover.tsx';
import { columnNames, shownColumns, toggleColumn } from './log-state.ts';

const isOpen = signal(false);
/** Tags are those of the newest lines: more than these are not a choice but a search. */
const sampledRows = 200;
const tagsMax = 20;

/** Which columns stand between the level and the message. */
export function ColumnMenu({ rows }: { readonly rows: readonly LogRow[] }) {
  const shown = shownColumns.value;
  const tags = tagKeysOf(rows).filter((key) => key !== 'level');
  const names = [...columnNames, ...new Set([...shown.filter(isTag), ...tags])];
  return (
    <Popover
      isOpen={isOpen}
      label="Columns"
      anchor={
        <Button
          size="small"
          tone="quiet"
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          Columns ▾
        </Button>
      }
    >
      <fieldset class="column-menu">
        <legend class="visually-hidden">Columns</legend>
        {names.map((name) => (
          <label key={name} class="column-menu__item">
            <input
              type="checkbox"
              checked={shown.includes(name)}
              onChange={() => toggleColumn(name)}
            />
            {isTag(name) ? <code>{name}</code> : <span>{name}</span>}
          </label>
        ))}
      </fieldset>
    </Popover>
  );
}

function isTag(name: string): boolean {
  return !columnNames.some((each) => each === name);
}

function tagKeysOf(rows: readonly LogRow[]): readonly string[] {
  const keys = new Set<string>();
  for (const { tags } of rows.slice(0, sampledRows)) for (const { key } of tags) keys.add(key);
  return [...keys].sort().slice(0, tagsMax);
}
