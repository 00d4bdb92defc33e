import type { ErrorEntry } from '@stormpetrel/base';

/** Errors of exporters. Documented in docs/reference/errors.md; a test compares both. */
export const exporterErrors = {
  EXPORTER_CONFIG: {
    code: 'EXPORTER_CONFIG',
    meaning: 'The settings of an exporter can not be used: the message names the key.',
    remedy: 'Mend `exporter.*`; docs/operate/exporters.md lists what is understood.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
