import type { ErrorEntry } from '@stormpetrel/base';

/** Codes that other files throw by name. */
export const serverErrorCodes = {
  dynamicConfigUnavailable: 'DYNAMIC_CONFIG_UNAVAILABLE',
  dynamicConfigNotSet: 'DYNAMIC_CONFIG_NOT_SET',
  workRefused: 'WORK_REFUSED',
  workFailed: 'WORK_FAILED',
  hierarchyRefused: 'HIERARCHY_REFUSED',
  bodiesArriving: 'BODIES_ARRIVING',
} as const;

/** Errors of starting and serving. Documented in docs/reference/errors.md; a test compares both. */
export const serverErrors: readonly ErrorEntry[] = [
  {
    code: 'CONFIG_INVALID',
    meaning:
      'A setting has a value that is not allowed, or the file has a key that does not exist.',
    remedy: 'Mend the keys that the message names; --print-config shows all of them.',
  },
  {
    code: 'CONFIG_UNREADABLE',
    meaning: 'The configuration file cannot be read, or is not YAML.',
    remedy: 'Check the path given with --config, and the line that the message names.',
  },
  {
    code: 'ARGUMENT_UNKNOWN',
    meaning: 'The command line has an argument that does not exist.',
    remedy: 'See --help.',
  },
  {
    code: 'NODE_TOO_OLD',
    meaning: 'The program was started with a Node that is too old for it.',
    remedy: 'Start it with Node 24 or newer; `npm start` brings its own.',
  },
  {
    code: 'LISTEN_FAILED',
    meaning: 'A port cannot be listened on: it is in use, or the address is not of this machine.',
    remedy:
      'Stop what holds the port, or set another one: of the listener that the message names (HTTP: SW_CORE_REST_PORT, admin: SW_ADMIN_SERVER_PORT, telemetry: SW_TELEMETRY_PROMETHEUS_PORT).',
  },
  {
    code: 'UI_BUILD_FAILED',
    meaning: 'The web page could not be built.',
    remedy:
      'Run `npm ci`, then `npm run build -w @stormpetrel/ui` and read what it says. The server works without it.',
  },
  {
    code: 'THREAD_DIED',
    meaning: 'The thread that takes in data ended by itself.',
    remedy:
      'The server stops; what was acknowledged is stored. Start it again and report the log line.',
  },
  {
    code: 'WRITE_REFUSED',
    meaning:
      'What a person asked to have stored was not: the thread that writes has too much to do.',
    remedy: 'Ask again in a moment; look at ingest_flush_queue when it lasts.',
  },
  {
    code: serverErrorCodes.dynamicConfigUnavailable,
    meaning: 'The dynamic configuration service did not answer, or not as its protocol has it.',
    remedy:
      'Check SW_DCS_SERVER_HOST and SW_DCS_SERVER_PORT, and the service. The last values stay in force.',
  },
  {
    code: serverErrorCodes.dynamicConfigNotSet,
    meaning: 'A provider of dynamic configuration was chosen, and it was not said where it is.',
    remedy:
      'Set SW_DCS_SERVER_HOST (provider grpc) or SW_CONFIGURATION_FILE_PATH (provider file), or SW_CONFIGURATION=none.',
  },
  {
    code: serverErrorCodes.hierarchyRefused,
    meaning:
      'The file of hierarchy rules cannot be read, or is not right. The rules of before stay in force, or those that are shipped.',
    remedy: 'Correct the file at the line and column that the log line names.',
  },
  {
    code: serverErrorCodes.workRefused,
    meaning: 'A profile was not read: others wait to be read already, or the server is stopping.',
    remedy: 'Ask again in a moment.',
  },
  {
    code: serverErrorCodes.workFailed,
    meaning:
      'The thread that reads profiles failed at one of them, which is not the fault of what it read.',
    remedy: 'Ask again, and report the log line.',
  },
  {
    code: serverErrorCodes.bodiesArriving,
    meaning:
      'Bodies of so many requests arrive at the same time that no more memory is given to them. The answer is 503.',
    remedy: 'Ask again in a moment; send smaller batches, or over fewer connections at a time.',
  },
];
