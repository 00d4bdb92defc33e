/**
 * Limits on what input from outside can make grow. Each is tested; docs/adr/0007-limits.md says why they are as they
 * are. Those that an operator may want to change are in `AnalyzerSettings.limits`, with these as defaults.
 */
export const limits = {
  /** Services, guessed ones (peers, brokers, databases) included. Past it: `_overflow`. */
  servicesMax: 10_000,
  /** Past it, or past the sum below: `_overflow` of the service. */
  instancesPerServiceMax: 5_000,
  instancesMax: 50_000,
  /** Past it, or past the sum below: `_abandoned` of the service, as SkyWalking names it. */
  endpointsPerServiceMax: 3_000,
  endpointsMax: 200_000,
  /** Of each kind (services, instances, endpoints). Past it: the relation of `_overflow` with itself. */
  relationsMax: 200_000,
  /** A full dictionary of entities is started anew after this time, so that the dead make room for the living. */
  entityEpochMs: 3_600_000,

  /** Names of all kinds, and their bytes, in the interner that decoders share. Past it, it starts anew. */
  internedNamesMax: 400_000,
  internedBytesMax: 48 << 20,
  /** Pairs of service and name whose entity is remembered; a cache, cleared when full. */
  cachedMembersMax: 1 << 20,

  /** Network addresses known to stand for an instance. Past it, new ones are not learnt. */
  aliasesMax: 50_000,
  /** Distinct `key=value` pairs of searchable tags that are remembered, of segments and of logs each; cleared when full. */
  tagsMax: 50_000,
  /** Values of one tag key offered for completion in an epoch of the tags. More are still searchable. */
  tagValuesPerKeyMax: 1_000,
  /** Characters of a searchable `key=value` (server-core, Tag.TAG_LENGTH). */
  tagLengthMax: 256,

  /** Slow statements of one entity and minute that are kept for sure. */
  statementsPerEntityMinute: 50,
  /** Entities and minutes whose slowest statements are tracked at once; all are forgotten when more come. */
  statementWindowsMax: 10_000,
  /** Statements of one kind in one flush; more are dropped and counted. */
  statementsPerFlushMax: 20_000,

  /** Reports of events in one flush, and characters of their texts. A flush goes early for them; while none can, more are dropped. */
  eventsPerFlushMax: 20_000,
  eventCharactersPerFlushMax: 16 << 20,
  /** Characters of an event's parts; the rest is cut. Upstream's columns have 2,000 for the message, 4,000 for all parameters. */
  eventUuidLengthMax: 256,
  eventNameLengthMax: 256,
  eventMessageLengthMax: 8_000,
  /** Parameters past either limit are left out. */
  eventParametersMax: 100,
  eventParameterCharactersMax: 8_000,

  /**
   * Properties that an instance tells of itself, and characters of them all; those past either limit are left out.
   * Upstream's column has 50,000 characters, which agents of large applications fill with the names of libraries.
   */
  instancePropertiesMax: 500,
  instancePropertyCharactersMax: 100_000,

  /** Nodes of the path trees that recognise variable parts of endpoint names: of a service, and of all. */
  uriNodesPerServiceMax: 20_000,
  uriNodesMax: 400_000,
  /** Parts of a path that are looked at; the rest counts as one. */
  uriPartsMax: 16,

  /** How far in the future data may lie: agents' clocks differ, but not by a day. */
  futureSkewMaxMs: 86_400_000,

  /** Bytes of a log's content; the rest is cut, and the cut marked. Upstream's column holds as many characters. */
  logContentBytesMax: 1_000_000,
  /** Bytes of the trace and segment ids of a log; a longer one is left out. */
  logIdBytesMax: 512,

  /** Segments, or logs, waiting for their analysis before it is done at once. */
  segmentsPerAnalysis: 128,
  logsPerAnalysis: 128,
  /** An arena that a huge message made larger than this is given back. */
  arenaKeptBytes: 4 << 20,

  /** A flush is started early when it holds this much. */
  flushBytes: 16 << 20,
  flushSegments: 50_000,
  flushLogs: 50_000,
  /** Flushes that wait for the store, the one being written included. */
  flushesQueuedMax: 3,
  /** What the flush being filled holds (segments and logs together) while the store is behind; past it, the oldest waiting flush is dropped. */
  fillingBytesMax: 32 << 20,
  fillingMetricRowsMax: 500_000,
  fillingMetadataMax: 200_000,
  /** Pause before a flush that the store refused is offered again: doubles between the two. */
  retryDelayMinMs: 250,
  retryDelayMaxMs: 10_000,
  /** One log line of a kind in each such period. */
  logPeriodMs: 10_000,
} as const;
