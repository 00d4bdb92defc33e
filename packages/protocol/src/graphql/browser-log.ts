/** Errors that happened in browsers. */
export const browserLogSchema = /* GraphQL */ `
  input BrowserErrorLogQueryCondition {
    serviceId: ID
    serviceVersionId: ID
    pagePathId: ID
    category: ErrorCategory
    queryDuration: Duration
    paging: Pagination!
  }

  type BrowserErrorLogs {
    logs: [BrowserErrorLog!]!
  }

  type BrowserErrorLog {
    service: String!
    serviceVersion: String!
    time: Long!
    pagePath: String!
    category: ErrorCategory!
    grade: String
    message: String
    line: Int
    col: Int
    stack: String
    errorUrl: String
    firstReportedError: Boolean!
  }

  enum ErrorCategory {
    ALL
    AJAX
    RESOURCE
    VUE
    PROMISE
    JS
    UNKNOWN
  }

  extend type Query {
    "Errors of browsers, newest first."
    queryBrowserErrorLogs(condition: BrowserErrorLogQueryCondition): BrowserErrorLogs
  }
`;
