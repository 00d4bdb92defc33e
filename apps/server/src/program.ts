/**
 * The program: reads the command line and the configuration, starts the server, and stops it cleanly on Ctrl-C.
 * Exit codes: 0 stopped as asked, 1 failed while running or starting, 2 arguments or configuration not usable.
 */
import type { Worker } from 'node:worker_threads';
import { CodedError, type Logger, jsonLogger, messageOf, systemClock } from '@stormpetrel/base';
import { parseCommandLine, usage } from './command-line.ts';
import { type Config, loadConfig, textSetting } from './config/load-config.ts';
import { printConfig } from './config/print-config.ts';
import { tellUnknownVariables } from './config/unknown-variables.ts';
import { letGo } from './held-back.ts';
import { startServer } from './start-server.ts';
import { version } from './version.ts';

/**
 * Runs what the command line asks for. Sets the exit code, never throws. `ingestWorker` is the ingest thread's worker where it
 * was started already.
 */
export async function main(ingestWorker?: Worker): Promise<void> {
  outliveOutput();
  try {
    const command = parseCommandLine(process.argv.slice(2));
    if (command.kind === 'help') return print(usage);
    if (command.kind === 'version') return print(`stormpetrel ${version}\n`);
    const config = await readConfig(command.configFile);
    if (command.kind === 'print-config') return print(printConfig(config));
    await run(config, ingestWorker);
  } catch (error) {
    process.stderr.write(
      `${error instanceof CodedError ? `${error.code}: ` : ''}${messageOf(error)}\n`,
    );
    process.exitCode = isUsageError(error) ? 2 : 1;
  }
}

function print(text: string): void {
  process.stdout.write(text);
}

/** Starting again would not help: somebody has to change what was given. */
const usageErrors =
  /^(?:CONFIG_|ARGUMENT_|SETTINGS_INVALID$|EXPORTER_CONFIG$|DYNAMIC_CONFIG_NOT_SET$)/;

function isUsageError(error: unknown): boolean {
  return error instanceof CodedError && usageErrors.test(error.code);
}

/** Who reads the log may go away, and its disk may be full: that is no reason for the server to end. What is said then is lost. */
function outliveOutput(): void {
  process.stdout.on('error', () => {});
}

async function readConfig(file: string | undefined): Promise<Config> {
  if (file === undefined) return loadConfig({ env: process.env });
  // YAML is loaded only where there is a file: start-up is counted in milliseconds.
  const [{ readFileSync }, { parse }] = await Promise.all([import('node:fs'), import('yaml')]);
  try {
    const content: unknown = parse(readFileSync(file, 'utf8'));
    return loadConfig({ env: process.env, file: { name: file, content } });
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('CONFIG_UNREADABLE', `${file}: ${messageOf(error)}`, { cause: error });
  }
}

async function run(config: Config, ingestWorker: Worker | undefined): Promise<void> {
  const logger = processLogger(config);
  tellUnknownVariables(process.env, logger);
  const server = await startServer(config, logger, ingestWorker);
  // Of what main.js holds back.
  void server.settled.then(letGo);
  let stopping = false;
  const stop = (reason: string, code: number): void => {
    if (stopping) return;
    stopping = true;
    logger.log('info', 'stopping', { reason });
    void server.close().then(() => {
      logger.log('info', 'stopped');
      process.exit(code);
    });
  };
  process.on('SIGINT', () => stop('SIGINT', 0));
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  void server.failed.then((reason) => stop(reason, 1));
}

function processLogger(config: Config): Logger {
  const level = textSetting(config, 'log.level');
  return jsonLogger({
    write: (line) => process.stdout.write(line),
    clock: systemClock,
    level: level === 'debug' || level === 'warn' || level === 'error' ? level : 'info',
  });
}
