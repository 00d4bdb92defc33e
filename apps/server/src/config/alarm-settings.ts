import type { Setting } from './setting.ts';

/** What the alarm engine asks for. */
export const alarmSettings: readonly Setting[] = [
  {
    key: 'alarm.selector',
    env: 'SW_ALARM',
    type: { kind: 'choice', of: ['default', '-'] },
    default: 'default',
    emptyMeans: '-',
    help: 'Whether alarm rules are judged; - or an empty variable turns them off.',
  },
  {
    key: 'alarm.settingsFile',
    env: 'SW_ALARM_SETTINGS_FILE',
    type: { kind: 'text' },
    default: '',
    help: 'YAML file with alarm rules and hooks (SkyWalking’s alarm-settings.yml); looked at every ten seconds. Empty: the six rules of docs/operate/alarms.md.',
  },
  {
    key: 'core.searchableAlarmTags',
    env: 'SW_SEARCHABLE_ALARM_TAG_KEYS',
    type: { kind: 'list' },
    default: ['level'],
    help: 'Tag keys that alarms can be searched by.',
  },
];
