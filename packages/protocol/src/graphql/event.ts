/** Events of services, instances and endpoints. */
export const eventSchema = /* GraphQL */ `
  type Event {
    uuid: String!
    source: Source!
    name: String!
    type: EventType!
    message: String
    parameters: [KeyValue!]
    startTime: Long!
    endTime: Long
    layer: String!
  }

  type Source {
    service: String
    serviceInstance: String
    endpoint: String
  }

  input SourceInput {
    service: String
    serviceInstance: String
    endpoint: String
  }

  enum EventType {
    Normal
    Error
  }

  type Events {
    events: [Event!]!
  }

  input EventQueryCondition {
    uuid: String
    source: SourceInput
    name: String
    type: EventType
    time: Duration
    order: Order
    layer: String
    paging: Pagination!
  }

  extend type Query {
    "Events by source, name, type, time and layer."
    queryEvents(condition: EventQueryCondition): Events
  }
`;
