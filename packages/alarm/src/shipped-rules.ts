/**
 * The rules that run where no settings are given: the same six conditions that SkyWalking ships, in our own words. Plain values, so
 * that no YAML is parsed for them; docs/operate/alarms.md explains every field.
 */
export const shippedRules: Readonly<Record<string, unknown>> = {
  service_resp_time_rule: {
    expression: 'sum(service_resp_time > 1000) >= 3',
    period: 10,
    'silence-period': 5,
    'recovery-observation-period': 3,
    message: 'Service {name} took more than 1 s on average in at least 3 of the last 10 minutes.',
  },
  service_sla_rule: {
    expression: 'sum(service_sla < 8000) >= 2',
    period: 10,
    'silence-period': 3,
    'recovery-observation-period': 2,
    message:
      'Fewer than 80% of the calls of service {name} succeeded in at least 2 of the last 10 minutes.',
  },
  service_resp_time_percentile_rule: {
    expression: "sum(service_percentile{p='50,75,90,95,99'} > 1000) >= 3",
    period: 10,
    'silence-period': 5,
    'recovery-observation-period': 3,
    message:
      'A percentile (50, 75, 90, 95 or 99) of service {name} was above 1 s in at least 3 of the last 10 minutes.',
  },
  service_instance_resp_time_rule: {
    expression: 'sum(service_instance_resp_time > 1000) >= 2',
    period: 10,
    'silence-period': 5,
    'recovery-observation-period': 2,
    message: 'Instance {name} took more than 1 s on average in at least 2 of the last 10 minutes.',
  },
  database_access_resp_time_rule: {
    expression: 'sum(database_access_resp_time > 1000) >= 2',
    period: 10,
    message: 'Database {name} took more than 1 s on average in at least 2 of the last 10 minutes.',
  },
  endpoint_relation_resp_time_rule: {
    expression: 'sum(endpoint_relation_resp_time > 1000) >= 2',
    period: 10,
    message:
      'Calls from {name} took more than 1 s on average in at least 2 of the last 10 minutes.',
  },
};
