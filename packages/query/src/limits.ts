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
  /** Values of one tag offered for completion (SW_AUTOCOMPLETE_TAG_VALUES_QUERY_MAX_SIZE). */
  tagValuesMax: 100,
  /** Traces or records of one page, whatever the request asks for. */
  pageSizeMax: 1_000,
  /** Rows that may be passed over before a page begins. */
  pageOffsetMax: 100_000,
  /** Segments looked at to find the traces of a page; traces beyond are left out. */
  segmentsScannedMax: 200_000,
  /** Segments of one trace that are shown; further ones are left out. */
  segmentsOfTraceMax: 10_000,
  /** Entries of a ranked list, whatever the request asks for. */
  rankedMax: 10_000,
  /** Characters of a regular expression over metric names. */
  patternLengthMax: 512,
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
  /** Fields in all, fragments spread out. SkyWalking's own default is 3,000. */
  fieldsMax: 30_000,
  /** Documents kept parsed and checked, and the characters of text that they may have together. */
  documentsCachedMax: 500,
  documentCharactersCachedMax: 8 * 1024 * 1024,
} as const;
