import type { ErrorEntry } from '@stormpetrel/base';

/** What can go wrong with alarms. Each has an entry in docs/reference/errors.md. */
export const alarmErrors = {
  settingsUnreadable: {
    code: 'ALARM_SETTINGS_UNREADABLE',
    meaning: 'The alarm settings cannot be read, or are not YAML with the section rules.',
    remedy:
      'Correct the place that the log line names; the rules from before stay active until then.',
  },
  ruleRefused: {
    code: 'ALARM_RULE_REFUSED',
    meaning: 'One alarm rule is not right. It is left out, or stays as it was; the others run.',
    remedy: 'Correct the rule at the line and column that the log line names.',
  },
  notEvaluated: {
    code: 'ALARM_NOT_EVALUATED',
    meaning:
      'Alarm rules could not be judged for a minute, or an alarm lacks its layers or its snapshot, mostly because the store could not be read.',
    remedy: 'See the reason in the log line; the next minute is judged again.',
  },
  overBudget: {
    code: 'ALARM_RULES_OVER_BUDGET',
    meaning:
      'Alarm rules are not judged: what they look at (entities × minutes × label sets) does not fit into memory beside the other rules.',
    remedy:
      'Shorten the period of the rules that the log line names, or let them read fewer metrics. Those that look at the least are judged first.',
  },
  notStored: {
    code: 'ALARM_NOT_STORED',
    meaning: 'Alarms fired and were told to the hooks, but could not be written to the store.',
    remedy: 'Look after the store (disk space); writing is tried again every minute.',
  },
  hookRefused: {
    code: 'ALARM_HOOK_REFUSED',
    meaning: 'One alarm hook is not right. It is left out, or stays as it was; the others run.',
    remedy: 'Correct the hook at the line and column that the log line names.',
  },
  notDelivered: {
    code: 'ALARM_NOT_DELIVERED',
    meaning:
      'Alarms could not be told to an address of a hook: it refused them, or did not take them in several attempts.',
    remedy: 'See the reason in the log line; the alarms themselves are stored and shown.',
  },
} as const satisfies Record<string, ErrorEntry>;
