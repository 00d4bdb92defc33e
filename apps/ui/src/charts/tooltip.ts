import { formatQuantityText } from '../base/format-number.ts';
import { formatDay, formatStamp } from '../base/format-time.ts';
import type { TimeChartInput } from './chart-input.ts';
import { markLines } from './event-marks.ts';

/** The values of one bucket beside the crosshair. */
export interface Tooltip {
  showAt(input: TimeChartInput, index: number, leftPx: number, solo: string | undefined): void;
  hide(): void;
}

/** From the axis to the plot, and from the crosshair to the box. */
const plotLeftPx = 52;
const gapPx = 12;

export function openTooltip(parent: HTMLElement): Tooltip {
  const element = document.createElement('div');
  element.className = 'time-chart__tooltip';
  const time = document.createElement('div');
  time.className = 'time-chart__time';
  const table = document.createElement('table');
  const marks = document.createElement('div');
  element.append(time, table, marks);
  parent.append(element);
  return {
    showAt(input, index, leftPx, solo) {
      time.textContent = bucketText(input.timesMs[index] ?? 0, input);
      const lines = input.lines.filter((line) => solo === undefined || line.key === solo);
      table.replaceChildren(
        ...lines.map((line) => {
          const row = document.createElement('tr');
          const name = row.insertCell();
          name.textContent = line.label;
          row.insertCell().textContent = formatQuantityText(line.points[index], input.kind);
          return row;
        }),
      );
      marks.replaceChildren(...markLines(input, index));
      element.style.display = 'block';
      const isRight = plotLeftPx + leftPx + gapPx + element.offsetWidth > parent.clientWidth;
      const x = plotLeftPx + leftPx + (isRight ? -gapPx - element.offsetWidth : gapPx);
      element.style.transform = `translateX(${Math.max(0, Math.round(x))}px)`;
    },
    hide() {
      element.style.display = 'none';
    },
  };
}

/** `22 Nov 14:03 – 14:04`; a day is its own name. */
function bucketText(startMs: number, { stepMs, zone, fillingFromMs }: TimeChartInput): string {
  const filling = fillingFromMs !== undefined && startMs >= fillingFromMs ? ', still filling' : '';
  if (stepMs >= 86_400_000) return `${formatDay(startMs, zone)}${filling}`;
  const start = formatStamp(startMs, zone, 'minute');
  const end = formatStamp(startMs + stepMs, zone, 'minute');
  return `${formatDay(startMs, zone)} ${start.slice(11)} – ${end.slice(11)}${filling}`;
}
