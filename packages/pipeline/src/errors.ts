import type { ErrorEntry } from '@stormpetrel/base';

export const errors = {
  SETTINGS_INVALID: {
    code: 'SETTINGS_INVALID',
    meaning:
      'A settings text (thresholds, sampling policy, gateways, grouping, apdex …) cannot be read.',
    remedy:
      'The message names the text, the place and what was expected there. The settings before stay in force.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
