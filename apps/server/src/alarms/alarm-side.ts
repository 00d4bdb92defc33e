import {
  CodedError,
  type Logger,
  SampledLogger,
  type Telemetry,
  messageOf,
  systemClock,
} from '@stormpetrel/base';
import type { AlarmDelivery, AlarmEngine, AlarmStatus } from '@stormpetrel/alarm';
import type { HookDelivery } from '@stormpetrel/alarm/hooks';
import type { RowWriter } from '@stormpetrel/storage/api';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Config, listSetting, textSetting } from '../config/load-config.ts';
import { FilesSignature } from '../dynamic/files-signature.ts';
import type { ReadSide } from '../read-side.ts';

/** SkyWalking's own: rules are judged in the first of these after the 15th second of a minute. */
const tickPeriodMs = 10_000;
/** While the engine cannot be opened, one log line in each such period. */
const failureLogPeriodMs = 60_000;

export interface AlarmSideOptions {
  readonly config: Config;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly read: Pick<ReadSide, 'reader' | 'catalog' | 'readMinutes'>;
  readonly rows: RowWriter;
}

type AlarmPackage = typeof import('@stormpetrel/alarm');

interface Opened {
  readonly engine: AlarmEngine;
  readonly status: AlarmStatus;
  readonly alarm: AlarmPackage;
}

/**
 * Alarms in the server: the engine on its clock, its rules from the settings file, or from the dynamic configuration as long as
 * that has some, and the hooks. What it needs is loaded once the server listens.
 */
export class AlarmSide {
  readonly #options: AlarmSideOptions;
  readonly #settingsFile: string;
  readonly #files: FilesSignature;
  readonly #failureLog: SampledLogger;
  /** Of the attempt that is under way, or was the last. */
  #opening = openingOf();
  #parts: Opened | undefined;
  #isFirst = true;
  #isOpen = false;
  #work: Promise<void> = Promise.resolve();
  #dynamicText: string | undefined;
  #hooks: HookDelivery | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: AlarmSideOptions) {
    this.#options = options;
    this.#settingsFile = textSetting(options.config, 'alarm.settingsFile');
    this.#files = new FilesSignature(this.#settingsFile === '' ? [] : [this.#settingsFile]);
    this.#failureLog = new SampledLogger(options.logger, systemClock, failureLogPeriodMs);
  }

  /** For the admin port. */
  get status(): {
    rules(): Promise<object>;
    rule(id: string): Promise<object | undefined>;
    entity(id: string, name: string): Promise<object | undefined>;
  } {
    const status = async (): Promise<AlarmStatus> => (await this.#opening.promise).status;
    return {
      rules: async () => (await status()).rules(),
      rule: async (id) => (await status()).rule(id),
      entity: async (id, name) => (await status()).entity(id, name),
    };
  }

  /**
   * Loads and begins; resolves when the rules are in force, or could not be put there. Never rejects: without alarms the server
   * is still of use, and it is tried again with every tick.
   */
  async start(): Promise<void> {
    await this.tick();
    if (this.#isClosed) return;
    this.#timer = setInterval(() => void this.tick(), tickPeriodMs);
    this.#timer.unref();
  }

  /** What is to be done every ten seconds: by a timer, in tests by hand. Never rejects. */
  tick(): Promise<void> {
    this.#work = this.#isOpen ? this.#tick() : this.#begin();
    return this.#work;
  }

  /**
   * Rules of the dynamic configuration, which stand above the file; undefined gives way to the file again. Resolves to the fault of
   * a text that is no good as a whole: the rules are as they were then.
   */
  async takeDynamic(text: string | undefined): Promise<string | undefined> {
    const opened = await this.#opening.promise;
    const before = this.#dynamicText;
    // At once, so that a change of the file in the meantime does not stand above it.
    this.#dynamicText = text;
    if (text === undefined) {
      await this.#takeSettings(opened);
      return undefined;
    }
    const { taken, problems } = await opened.engine.updateRules(text, 'dynamic configuration');
    if (taken) return undefined;
    this.#dynamicText = before;
    if (before === undefined) await this.#takeSettings(opened);
    return problems.map(opened.alarm.formatProblem).join('; ');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#opening.reject(new Error('the server stops'));
    await this.#work;
    await this.#parts?.engine.close();
    await this.#hooks?.close();
  }

  async #open(): Promise<Opened> {
    const { config, logger, telemetry, read, rows } = this.#options;
    const alarm = await import('@stormpetrel/alarm');
    const delivery: AlarmDelivery = {
      deliver: (notices) => this.#hooks?.deliver(notices),
      close: async () => {},
    };
    const engine = await alarm.AlarmEngine.open({
      reader: read.reader,
      readMinutes: read.readMinutes,
      catalog: read.catalog,
      rows,
      delivery,
      searchableTags: listSetting(config, 'core.searchableAlarmTags'),
      onHooks: (hooks, text) => this.#takeHooks(hooks, text),
      newUuid: () => randomUUID(),
      clock: systemClock,
      logger,
      telemetry,
    });
    return { engine, alarm, status: alarm.alarmStatus(engine) };
  }

  async #begin(): Promise<void> {
    const opening = (this.#opening = this.#isFirst ? this.#opening : openingOf());
    this.#isFirst = false;
    try {
      const opened = (this.#parts ??= await this.#open());
      // Before it is read: what is written in between is then seen as a change.
      await this.#files.changed();
      await this.#takeSettings(opened);
      opening.resolve(opened);
      this.#isOpen = true;
    } catch (thrown) {
      opening.reject(thrown);
      this.#failureLog.log('alarm-start', 'error', 'alarm rules cannot be judged yet', {
        ...(thrown instanceof CodedError && { code: thrown.code }),
        reason: messageOf(thrown),
      });
    }
  }

  async #tick(): Promise<void> {
    try {
      const opened = await this.#opening.promise;
      if (await this.#files.changed()) await this.#takeSettings(opened);
      await opened.engine.tick();
    } catch (error) {
      this.#options.logger.log('error', 'alarm rules could not be judged', {
        reason: messageOf(error),
      });
    }
  }

  /** The rules of the file, or those that are shipped; those of the dynamic configuration stand above both. */
  async #takeSettings({ engine, alarm }: Opened): Promise<void> {
    if (this.#dynamicText !== undefined) return;
    if (this.#settingsFile === '') {
      await engine.updateRules(alarm.shippedRules, 'shipped rules');
      return;
    }
    let text: string;
    try {
      text = await readFile(this.#settingsFile, 'utf8');
    } catch (error) {
      this.#options.logger.log('error', 'alarm settings cannot be read', {
        code: alarm.alarmErrors.settingsUnreadable.code,
        origin: this.#settingsFile,
        reason: messageOf(error),
      });
      return;
    }
    await engine.updateRules(text, this.#settingsFile);
  }

  /** Loads what hooks need once there are some. */
  async #takeHooks(section: unknown, text: string): Promise<void> {
    if (this.#hooks === undefined && (section === undefined || section === null)) return;
    const { logger, telemetry } = this.#options;
    const { createAlarmDelivery } = await import('@stormpetrel/alarm/hooks');
    if (this.#isClosed) return;
    const random = (): number => Math.random();
    this.#hooks ??= createAlarmDelivery({
      hooks: [],
      clock: systemClock,
      random,
      logger,
      telemetry,
    });
    this.#hooks.takeSettings(section, text);
  }
}

/** Whoever waits for it hears of a failure; the log has it in any case. */
function openingOf(): PromiseWithResolvers<Opened> {
  const opening = Promise.withResolvers<Opened>();
  opening.promise.catch(() => {});
  return opening;
}
