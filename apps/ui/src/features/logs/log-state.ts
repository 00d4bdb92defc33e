/**
 * The page of logs as the address has it: the filter as text (links from other pages may name a service, instance or endpoint
 * by id instead), how it is shown, and which line is open.
 */
import { readParameter, writeParameters } from '../../base/address.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { parseEntityId } from '../../model/entity/entity.ts';
import { emptyLogFilter, formatLogText, parseLogText } from '../../model/log/log-text.ts';
import type { LogFilter, ParsedLogText } from '../../model/log/log-text.ts';
import { urlChoice, urlFlag, urlText } from '../../model/page/url-state.ts';

function textOfIds(): string {
  const service = parseEntityId(readParameter('service') ?? '');
  const endpoint = parseEntityId(readParameter('endpoint') ?? '');
  const instance = parseEntityId(readParameter('instance') ?? '');
  const owner = endpoint ?? instance ?? service;
  if (owner === undefined) return '';
  return formatLogText({
    ...emptyLogFilter,
    services: [owner.serviceName],
    endpoint: endpoint?.name,
    instance: instance?.name,
  });
}

export const logText: ReadonlySignal<string> = computed(() => readParameter('q') ?? textOfIds());

export const parsedLogText: ReadonlySignal<ParsedLogText> = computed(() =>
  parseLogText(logText.value),
);

/** The filter, or undefined while it can't be read. */
export function wantedLogs(): LogFilter | undefined {
  const { filter, problems } = parsedLogText.value;
  return problems.length > 0 ? undefined : filter;
}

export const view = urlChoice('view', ['lines', 'patterns'] as const, 'lines');
export const order = urlChoice('order', ['desc', 'asc'] as const, 'desc');
/** The line that is open. */
export const openedId = urlText('at');
/** Lines as they come in, in place of those of the window. */
export const follows = urlFlag('follow');

/** The optional columns: names of them, and of tags. */
export const columnNames = ['service', 'instance', 'endpoint', 'trace'] as const;
const columnsText = urlText('cols', 'service');
export const shownColumns: ReadonlySignal<readonly string[]> = computed(() =>
  columnsText.value.value.split(',').filter((name) => name !== '' && name !== 'none'),
);

export function toggleColumn(name: string): void {
  const now = shownColumns.peek();
  const next = now.includes(name) ? now.filter((each) => each !== name) : [...now, name];
  // The default must not come back when the last one is taken away.
  columnsText.set(next.length === 0 ? 'none' : next.join(','));
}

/** Asks for something else. It is a step for the back button. */
export function setLogText(text: string): void {
  writeParameters(
    {
      q: text.trim(),
      service: undefined,
      endpoint: undefined,
      instance: undefined,
      at: undefined,
    },
    { push: true },
  );
}

export function changeFilter(changes: Partial<LogFilter>): void {
  setLogText(formatLogText({ ...parsedLogText.peek().filter, ...changes }));
}

/** Takes a value into a list, or out of it. */
export function toggled(list: readonly string[], value: string): readonly string[] {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}
