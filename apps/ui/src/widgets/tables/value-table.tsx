import './table.css';
import './value-table.css';
import { formatQuantityText } from '../../base/format-number.ts';
import type { UnitKind } from '../../base/format-number.ts';
import { formatStamp } from '../../base/format-time.ts';

interface ValueTableProps {
  readonly label: string;
  readonly kind: UnitKind;
  readonly timesMs: readonly number[];
  readonly zone: string;
  readonly lines: readonly {
    readonly key: string;
    readonly label: string;
    readonly points: readonly (number | undefined)[];
  }[];
}

/** The values of a chart as text, for those who want them so. */
export function ValueTable({ label, kind, timesMs, zone, lines }: ValueTableProps) {
  return (
    <div class="value-table" tabIndex={0} role="region" aria-label={`Values of ${label}`}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Time</th>
            {lines.map((line) => (
              <th key={line.key} scope="col" class="is-number">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timesMs.map((timeMs, index) => (
            <tr key={timeMs}>
              <td>{formatStamp(timeMs, zone, 'minute')}</td>
              {lines.map((line) => (
                <td key={line.key} class="is-number">
                  {formatQuantityText(line.points[index], kind)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
