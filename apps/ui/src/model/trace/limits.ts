/** Bounds on what outside input may make the trace pages hold. What lies beyond is dropped and said on the page. */

/** Spans of one trace that are shown. The rest is counted, named on the page, and left out. */
export const SPANS_MAX = 200_000;

/** Size of a trace file that may be dropped on the page. */
export const TRACE_FILE_SIZE_BYTES_MAX = 128 * 1024 * 1024;

/** Answers smaller than this are read on the main thread: starting a worker would cost more. */
export const INLINE_SIZE_BYTES_MAX = 192 * 1024;

/** Log ticks drawn per span. */
export const LOG_TICKS_PER_SPAN_MAX = 200;

/** Rows that a find reports. */
export const FIND_MATCHES_MAX = 50_000;

/** Folded rows and opened groups that the URL carries. */
export const URL_ROWS_MAX = 200;

/** Traces that one search asks for. */
export const SEARCH_SIZE_MAX = 1_000;

/** Tags in one search. */
export const SEARCH_TAGS_MAX = 10;

/** Traces whose summaries are remembered for the list. */
export const SUMMARIES_MAX = 5_000;
