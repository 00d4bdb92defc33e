import type { ErrorEntry } from '@stormpetrel/base';

/** What can go wrong with a question. Each has an entry in docs/reference/errors.md. */
export const queryErrors = {
  durationMalformed: {
    code: 'QUERY_DURATION_MALFORMED',
    meaning: 'The start or the end of a duration is not written as its step demands.',
    remedy:
      'Write DAY as yyyy-MM-dd, HOUR as yyyy-MM-dd HH, MINUTE as yyyy-MM-dd HHmm, SECOND as yyyy-MM-dd HHmmss.',
  },
  durationReversed: {
    code: 'QUERY_DURATION_REVERSED',
    meaning: 'A duration ends before it starts.',
    remedy: 'Swap start and end.',
  },
  durationTooLong: {
    code: 'QUERY_DURATION_TOO_LONG',
    meaning: 'A duration has more points than one answer may have.',
    remedy: 'Ask for a shorter time, or in wider steps.',
  },
  notAvailable: {
    code: 'QUERY_NOT_AVAILABLE',
    meaning: 'The field is part of the protocol, but this server cannot answer it yet.',
    remedy: 'See docs/reference/graphql.md for what can be asked.',
  },
  metricKind: {
    code: 'QUERY_METRIC_KIND',
    meaning: 'A metric was read by a reader for metrics of another kind.',
    remedy: 'Ask typeOfMetrics for the kind, or use execExpression, which reads all kinds.',
  },
  eventWindowMissing: {
    code: 'QUERY_EVENT_WINDOW_MISSING',
    meaning: 'Events were asked for neither by time nor by uuid.',
    remedy: 'Give the condition a time with start and end, or the uuid of one event.',
  },
  layerUnknown: {
    code: 'QUERY_LAYER_UNKNOWN',
    meaning: 'There is no layer of that name.',
    remedy: 'listLayerLevels and listLayers name layers.',
  },
  alarmEntity: {
    code: 'QUERY_ALARM_ENTITY',
    meaning: 'An entity that alarms are asked of lacks a name that its scope needs.',
    remedy: 'Give all names of the scope; leave the entity out to ask for the alarms of all.',
  },
  profileArgument: {
    code: 'QUERY_PROFILE_ARGUMENT',
    meaning: 'A parameter of a request for profiles is missing or not of its form.',
    remedy: 'Correct what the answer names; docs/reference/profile-api.md lists the parameters.',
  },
  profileNotFound: {
    code: 'QUERY_PROFILE_NOT_FOUND',
    meaning: 'There is no profiling task, upload or profile of that name, or it has expired.',
    remedy: 'List the tasks; profiles are kept as long as records (SW_CORE_RECORD_DATA_TTL).',
  },
  profileListeners: {
    code: 'QUERY_PROFILE_LISTENERS',
    meaning: 'Too many follow the changes of profiling tasks already.',
    remedy: 'Close other pages, or ask for the list of tasks now and then.',
  },
  logWindowMissing: {
    code: 'QUERY_LOG_WINDOW_MISSING',
    meaning: 'Logs were asked for neither by time nor by trace.',
    remedy: 'Give the condition a queryDuration, or a relatedTrace.',
  },
  logArgument: {
    code: 'QUERY_LOG_ARGUMENT',
    meaning:
      'A parameter of a request for logs is missing, not of its form, or a tag that is not searchable.',
    remedy: 'Correct what the answer names; docs/reference/log-api.md lists the parameters.',
  },
  logNotFound: {
    code: 'QUERY_LOG_NOT_FOUND',
    meaning: 'There is no line of that id, or it has expired.',
    remedy: 'Search again; logs are kept as long as records (SW_CORE_RECORD_DATA_TTL).',
  },
  logFollowers: {
    code: 'QUERY_LOG_FOLLOWERS',
    meaning: 'Too many follow logs already.',
    remedy: 'Close other pages, or ask for the newest lines now and then.',
  },
  patternRefused: {
    code: 'QUERY_PATTERN_REFUSED',
    meaning: 'A regular expression is not valid, too long, or could take too long to match.',
    remedy: 'Correct it, or write it simpler: each name is matched as a whole.',
  },
  requestMalformed: {
    code: 'QUERY_REQUEST_MALFORMED',
    meaning: 'The body of a request is not a GraphQL request in JSON.',
    remedy: 'POST a JSON object with the member query, and variables if it has any.',
  },
  requestTooLarge: {
    code: 'QUERY_REQUEST_TOO_LARGE',
    meaning: 'A request is larger, deeper or asks for more fields than the limits allow.',
    remedy: 'Ask in several requests.',
  },
  answerTooLarge: {
    code: 'QUERY_ANSWER_TOO_LARGE',
    meaning: 'What a request asks for is more than one answer can hold.',
    remedy: 'Ask for shorter lists, a shorter time, or in several requests.',
  },
  adminArgument: {
    code: 'QUERY_ADMIN_ARGUMENT',
    meaning:
      'A parameter or the body of a request to the admin port is missing or not of its form.',
    remedy: 'Correct what the answer names; docs/operate/admin.md lists the parameters.',
  },
} as const satisfies Record<string, ErrorEntry>;
