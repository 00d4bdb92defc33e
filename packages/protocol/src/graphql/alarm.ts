/** Alarms: `getAlarm` of the 10.x line, `queryAlarms` of the 11.x line. */
export const alarmSchema = /* GraphQL */ `
  type MQEMetric {
    name: String!
    results: [MQEValues!]!
  }

  "The expression that fired and the values it saw."
  type AlarmSnapshot {
    expression: String!
    metrics: [MQEMetric!]!
  }

  type AlarmMessage {
    startTime: Long!
    recoveryTime: Long
    scope: Scope
    id: ID!
    name: String!
    message: String!
    "The rule that fired. Not in SkyWalking's own schema."
    ruleName: String!
    events: [Event!]!
    tags: [KeyValue!]!
    snapshot: AlarmSnapshot!
  }

  type Alarms {
    msgs: [AlarmMessage!]!
  }

  input AlarmTag {
    key: String!
    value: String
  }

  input AlarmQueryCondition {
    duration: Duration!
    paging: Pagination!
    "Alarms of any of these; a relation must match at both ends."
    entities: [Entity!]
    layer: String
    ruleNames: [String!]
    keyword: String
    tags: [AlarmTag]
  }

  extend type Query {
    "Alarms of a window, newest first."
    getAlarm(
      duration: Duration!
      scope: Scope
      keyword: String
      paging: Pagination!
      tags: [AlarmTag]
    ): Alarms
    "Keys of the tags that alarms of the window have."
    queryAlarmTagAutocompleteKeys(duration: Duration!): [String!]
    "Values that one tag of alarms has in the window."
    queryAlarmTagAutocompleteValues(tagKey: String!, duration: Duration!): [String!]
    "Alarms of a window by entity, layer, rule, words and tags."
    queryAlarms(condition: AlarmQueryCondition!): Alarms
  }
`;
