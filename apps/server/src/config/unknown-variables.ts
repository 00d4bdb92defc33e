import { type Logger, closestWords } from '@stormpetrel/base';
import { settings, slipEditsMax } from './settings.ts';

/** Variables of SkyWalking's agents, which may be set for a program that runs beside this one. */
const ofAgents = /^SW_(?:AGENT|GRPC_LOG|JVM|LOGGING|PLUGIN)_/;

/**
 * Names of environment variables that look like settings and are none, so that an operator who brings the environment of SkyWalking's
 * server, or mistypes, is told what has no effect. They are no fault: agents read variables with the same beginning.
 */
export function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const known = new Set(settings.map((setting) => setting.env));
  return Object.keys(env)
    .filter((name) => name.startsWith('SW_') && !known.has(name) && !ofAgents.test(name))
    .toSorted();
}

/** One line that names them, never their values: these may be secret. */
export function tellUnknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): void {
  const unknown = unknownVariables(env);
  if (unknown.length === 0) return;
  const variables = settings.flatMap((setting) => setting.env ?? []);
  const shown = unknown.map((name) => {
    const [near] = closestWords(name, variables, slipEditsMax);
    return near === undefined ? name : `${name} (did you mean ${near}?)`;
  });
  logger.log('warn', 'environment variables that are no settings of this server have no effect', {
    names: shown.join(', '),
  });
}
