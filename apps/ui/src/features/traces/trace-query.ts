/** Reads the list of traces that the address asks for, and what the list says about each of them. */
import { batch, computed, signal } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import { valueOf } from '../../base/loadable.ts';
import { createQuery } from '../../model/query.ts';
import type { Query } from '../../model/query.ts';
import { graphql, serverClock } from '../../model/server.ts';
import { serviceDirectory } from '../../model/entity/service-directory.ts';
import { wireDuration } from '../../model/page/time-window.ts';
import type { WireDuration } from '../../model/page/time-window.ts';
import { timeSpan } from '../../model/page/url-state.ts';
import { SUMMARIES_MAX } from '../../model/trace/limits.ts';
import { formatSearch } from '../../model/trace/search/search-text.ts';
import { conditionOf, readSummaries, searchTraces } from '../../model/trace/search/trace-search.ts';
import type { TraceLine, TraceList, TraceSummary } from '../../model/trace/search/trace-search.ts';
import { parsedSearch } from './search-state.ts';

/** Traces are searched to the second: a box drawn over the scatter rarely ends on a minute. */
export const searchDuration: ReadonlySignal<WireDuration> = computed(() =>
  wireDuration(timeSpan.value, 'SECOND', serverClock.value?.offsetMs ?? 0),
);

export interface TraceListQuery extends Query<TraceList> {
  /** What is known of a whole trace; asking makes it be read soon. */
  summaryOf(line: TraceLine): TraceSummary | undefined;
}

/** Traces whose summaries are asked for at once. */
const summariesPerRequest = 8;

export function openTraceList(): TraceListQuery {
  const isReadable = computed(() => parsedSearch.value.problems.length === 0);
  const query = createQuery<TraceList>({
    key: () => (isReadable.value ? formatSearch(parsedSearch.value.search) : undefined),
    read: (abort) => {
      const { search } = parsedSearch.value;
      const services = valueOf(serviceDirectory().result.value) ?? [];
      return searchTraces(
        graphql(),
        conditionOf(search, searchDuration.value, services),
        search.size,
        abort,
      );
    },
    judge: (list) => (list.lines.length === 0 ? 'empty' : 'ready'),
  });
  const summaries = openSummaries();
  return {
    ...query,
    summaryOf: (line) => line.summary ?? summaries.find(line.traceId),
    close() {
      query.close();
      summaries.close();
    },
  };
}

interface Summaries {
  find(traceId: string): TraceSummary | undefined;
  close(): void;
}

/** Reads summaries a few at a time, one request after the other, the latest wanted first. */
function openSummaries(): Summaries {
  const known = new Map<string, TraceSummary | undefined>();
  const version = signal(0);
  const controller = new AbortController();
  let wanted: string[] = [];
  let isReading = false;
  const read = async (): Promise<void> => {
    while (wanted.length > 0 && !controller.signal.aborted) {
      const traceIds = wanted.splice(0, summariesPerRequest);
      const found = await readSummaries(graphql(), traceIds, controller.signal).catch(
        () => new Map<string, TraceSummary>(),
      );
      if (controller.signal.aborted) return;
      if (known.size > SUMMARIES_MAX) known.clear();
      batch(() => {
        for (const traceId of traceIds) known.set(traceId, found.get(traceId));
        version.value += 1;
      });
    }
  };
  return {
    find(traceId) {
      void version.value;
      if (known.has(traceId)) return known.get(traceId);
      if (!wanted.includes(traceId)) wanted.push(traceId);
      if (!isReading) {
        isReading = true;
        // After the rendering that asks, so that one request holds what the whole screen wants.
        setTimeout(() => {
          read().then(
            () => (isReading = false),
            () => (isReading = false),
          );
        });
      }
      return undefined;
    },
    close() {
      controller.abort();
      wanted = [];
    },
  };
}
