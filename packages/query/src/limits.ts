/** Limits on what one question may cost. Beyond them it is refused, or where said, the answer is cut. */
export const queryLimits = {
  /** Points of a time series. SkyWalking documents 500 and lets 501 pass, which clients have come to use. */
  pointsMax: 501,
  /** Services that a list or a map knows; further ones are left out. */
  servicesMax: 100_000,
  /** Instances of one service in a list; further ones are left out. */
  instancesMax: 10_000,
  /** Endpoints in one list, whatever the request asks for. */
  endpointsMax: 10_000,
  /** Keys of tags offered for completion, unless SW_AUTOCOMPLETE_TAG_KEYS_QUERY_MAX_SIZE says otherwise. */
  tagKeysMax: 100,
  /** Values of one tag offered for completion, unless SW_AUTOCOMPLETE_TAG_VALUES_QUERY_MAX_SIZE says otherwise. */
  tagValuesMax: 100,
  /** Traces or records of one page, whatever the request asks for. */
  pageSizeMax: 1_000,
  /** Rows that may be passed over before a page begins. */
  pageOffsetMax: 100_000,
  /** Segments looked at to find the traces of a page; traces beyond are left out. */
  segmentsScannedMax: 200_000,
  /** Reports of events looked at to find the events of a page, and events put together for it; what lies beyond is left out. */
  eventRowsScannedMax: 200_000,
  eventsMergedMax: 20_000,
  /** Reports of one event that are read: the earliest, and those with the latest ends. */
  reportsOfEventMax: 200,
  /** Alarms looked at to find those of a page, and how many at once; what lies beyond is left out. */
  alarmsScannedMax: 100_000,
  alarmChunkRows: 1_000,
  /** Services and instances whose events are looked for to stand beside alarms, and events of each. */
  alarmEventSourcesMax: 100,
  alarmEventsMax: 100,
  /** Segments of one trace that are shown; further ones are left out. */
  segmentsOfTraceMax: 10_000,
  /** Rankings, and lists, that one request reads at the same time; further ones wait. */
  readingsAtOnceMax: 4,
  /** How long the expressions of one request hold the thread before others have it. */
  workSliceMs: 8,
  /** Entities of which one field reads a metric, and lines that it names by their labels; more are refused. */
  entitiesReadMax: 10_000,
  labelsMax: 1_000,
  /** Entries of a ranked list, whatever the request asks for. */
  rankedMax: 10_000,
  /** Profiling tasks of a list, whatever the request asks for, and of one that shows their logs too; log lines of a task. */
  profilingTasksMax: 1_000,
  profilingTasksWithLogsMax: 200,
  profilingLogsMax: 10_000,
  /** Instances of one task, and characters of what tasks name; more is refused. */
  profiledInstancesMax: 1_000,
  endpointNameLengthMax: 512,
  execArgsLengthMax: 4_096,
  /** Tasks and uploads in one list over HTTP; tasks long over that are remembered with their states. */
  profileListMax: 500,
  settledTasksMax: 5_000,
  /** Characters of the name of a file that a person brings; the rest is cut. */
  uploadNameLengthMax: 256,
  /** Who may follow the changes of tasks at once; more are refused. Changes that wait for one; it is cut off then. */
  profileListenersMax: 256,
  changesWaitingMax: 2_000,
  /** Segments of a task that are shown, and dumps looked at to find them. */
  profiledSegmentsMax: 1_000,
  /** Trace tasks under way whose segments are remembered. */
  dumpedTasksMax: 1_000,
  dumpsScannedMax: 500_000,
  /** Ranges of one analysis; more is refused. Dumps of one range (SkyWalking's own limit, told in a tip), and of a segment. */
  analysedRangesMax: 5_000,
  dumpsAnalysedMax: 12_000,
  dumpsOfSegmentMax: 100_000,
  /** Dumps, and segments, of which the thread that answers makes something itself; of more another one does. */
  dumpsInlineMax: 1_000,
  segmentsInlineMax: 20,
  /** Nodes of the trees of dumps that are answered; those that the fewest dumps have are left out, and a tip says so. */
  dumpNodesMax: 200_000,
  /** Dumps of a task in one profile; how many are left out is told in it. */
  dumpsOfTaskMax: 100_000,
  /** Bytes of stacks that are remembered while dumps are read, so that equal ones are decoded once; then anew. */
  stackBytesKnownMax: 16 << 20,
  /** Bytes of stored profiles that are put together for one tree; more is refused. */
  mergedProfileBytesMax: 256 << 20,
  /** What one question about logs may name: services, levels, tags, texts to find and to leave out, characters of each and of ids. */
  logServicesMax: 50,
  logLevelsMax: 20,
  logTagsMax: 20,
  logWordsMax: 10,
  logWordLengthMax: 256,
  logIdLengthMax: 1_024,
  /** Lines of one list, of either side of a line, and of one millisecond that are paged through. */
  logRowsMax: 1_000,
  logContextMax: 200,
  logsOfMomentMax: 10_000,
  /** Characters of lines in one reading, and in one list that shows them whole; what would not fit is left out, and told. */
  logReadLengthMax: 16 << 20,
  logPageLengthMax: 64 << 20,
  /** Characters of a line in a list, its tags there, and characters of their keys and values; the line itself is shown whole. */
  logContentShownMax: 2_000,
  logTagsShownMax: 64,
  logTagLengthShownMax: 1_000,
  /** Bars of a histogram, levels in it (further ones are one), and how long is counted before what has been counted is shown. */
  logBucketsMax: 120,
  logLevelsShownMax: 20,
  logCountMs: 2_000,
  /** Lines that are grouped by patterns, characters looked at of each (of JSON, for its message), its words, and patterns in one list. */
  logPatternLinesMax: 5_000,
  logPatternLengthMax: 1_000,
  logPatternJsonLengthMax: 16_384,
  logPatternWordsMax: 100,
  logPatternsMax: 200,
  /** Who may follow logs at once; lines told of one look, lines read for it, and for all that differ; messages that wait for one who follows. */
  logFollowersMax: 64,
  logTailRowsMax: 200,
  logTailReadMax: 1_000,
  logTailReadAllMax: 8_000,
  logTailWaitingMax: 10,
  /** Templates of dashboards, disabled ones included; the characters of one, of its id, and of all of them. */
  uiTemplatesMax: 10_000,
  uiTemplateLengthMax: 1_000_000,
  uiTemplateIdLengthMax: 256,
  uiTemplatesLengthMax: 64 << 20,
  /** Characters of a regular expression over metric names. */
  patternLengthMax: 512,
  /** How long one request may match such expressions; what takes longer is refused. */
  patternMsMax: 200,
  /** Spans of the trace that `debug` asks for; what is done beyond is not written down. */
  executionSpansMax: 1_000,
  /** Characters of a text in such a trace; longer ones are cut. */
  executionTextMax: 4_096,
  /** Entities that /inspect/entities lists. SkyWalking's own limit. */
  inspectedEntitiesMax: 300,
} as const;

/** Limits on GraphQL itself. Dashboards send 200 aliases and 120 kB in one request: far below all of these. */
export const graphqlLimits = {
  /** Bytes of a request's body, after decompression. */
  bodyBytesMax: 4 * 1024 * 1024,
  /** Tokens of a document. */
  tokensMax: 250_000,
  /** How deep selections may nest, fragments spread out. The introspection query of tools needs 14. */
  depthMax: 24,
  /** Fields of the operation's root, aliases and fragments spread out. */
  rootFieldsMax: 1_000,
  /** Fields in all, fragments spread out, unless SW_QUERY_MAX_QUERY_COMPLEXITY says otherwise. SkyWalking's own default is 3,000. */
  fieldsMax: 30_000,
  /** Characters of an answer, about: what asks for more is refused once it is known. A trace of 100,000 spans has a hundred million. */
  answerLengthMax: 128 << 20,
  /** Documents kept parsed and checked, and the characters of text that they may have together. */
  documentsCachedMax: 500,
  documentCharactersCachedMax: 8 * 1024 * 1024,
} as const;
