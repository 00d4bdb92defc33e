import { formatQuantityText } from '../base/format-number.ts';
import type { ChartLine, TimeChartInput } from './chart-input.ts';

/**
 * The names of the lines above a chart, each with its value under the crosshair, or its latest one. With one line there
 * is nothing to tell apart, so the name is left out and only the value shows.
 */
export interface Legend {
  update(input: TimeChartInput, solo: string | undefined): void;
  showAt(input: TimeChartInput, index: number | undefined): void;
}

export function openLegend(parent: HTMLElement, onSolo: (key: string) => void): Legend {
  const element = document.createElement('div');
  element.className = 'time-chart__legend';
  parent.append(element);
  let shape = '';
  let values: HTMLElement[] = [];

  function build(input: TimeChartInput): void {
    values = [];
    element.replaceChildren(
      ...input.lines.map((line) => {
        const key = document.createElement('button');
        key.type = 'button';
        key.className = 'time-chart__key';
        key.title = `Show only ${line.label}`;
        key.addEventListener('click', () => onSolo(line.key));
        const swatch = document.createElement('span');
        swatch.className = `time-chart__swatch time-chart__swatch--${line.role ?? 'line'}`;
        swatch.style.borderTopColor = `var(${line.token})`;
        const value = document.createElement('span');
        value.className = 'time-chart__value';
        values.push(value);
        key.append(swatch, document.createTextNode(line.label), value);
        return key;
      }),
    );
  }

  function showAt(input: TimeChartInput, index: number | undefined): void {
    for (const [at, line] of input.lines.entries()) {
      const value = index === undefined ? latestOf(line) : line.points[index];
      const element = values[at];
      if (element !== undefined) element.textContent = formatQuantityText(value, input.kind);
    }
  }

  return {
    update(input, solo) {
      const wanted = input.lines.map((line) => `${line.key}${line.label}${line.token}`).join();
      if (wanted !== shape) {
        shape = wanted;
        build(input);
      }
      for (const [at, line] of input.lines.entries()) {
        const key = element.children[at];
        key?.classList.toggle('is-off', solo !== undefined && solo !== line.key);
        key?.setAttribute('aria-pressed', String(solo === line.key));
      }
      showAt(input, undefined);
    },
    showAt,
  };
}

function latestOf(line: ChartLine): number | undefined {
  for (let i = line.points.length - 1; i >= 0; i--) {
    if (line.points[i] !== undefined) return line.points[i];
  }
  return undefined;
}
