import { CodedError, messageOf } from '@stormpetrel/base';
import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly kind: 'run' | 'print-config' | 'help' | 'version';
  readonly configFile: string | undefined;
}

export const usage = `Usage: stormpetrel [--config FILE] [--print-config | --help | --version]

  --config FILE    settings in YAML; every setting can also be given by environment variable
  --print-config   print all settings in force, with their meaning, as YAML, and exit
  --help           print this, and exit
  --version        print the version, and exit
`;

/** @throws CodedError ARGUMENT_UNKNOWN */
export function parseCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        'print-config': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
    const configFile = values.config;
    if (values.help === true) return { kind: 'help', configFile };
    if (values.version === true) return { kind: 'version', configFile };
    return { kind: values['print-config'] === true ? 'print-config' : 'run', configFile };
  } catch (error) {
    throw new CodedError('ARGUMENT_UNKNOWN', `${messageOf(error)}\n\n${usage}`, { cause: error });
  }
}
