import { type Counter, type Logger, type Telemetry, messageOf } from '@stormpetrel/base';
import type { AnalyzerSettings } from '@stormpetrel/pipeline';
import type { AgentSettings } from '@stormpetrel/receiver';
import { analyzerConfig, settingsFilesOf } from '../config/analyzer-config.ts';
import { type Config, treeSetting } from '../config/load-config.ts';
import { isTree } from '../config/setting.ts';
import { type SettingsChange, readChange } from './analyzer-keys.ts';
import { type ConfigTable, type DynamicValue, sameValue } from './config-table.ts';
import { FilesSignature } from './files-signature.ts';
import { agentsKey, ingestKeys } from './ingest-keys.ts';

type AgentsSettings = ReadonlyMap<string, AgentSettings>;

interface Seen {
  readonly value: DynamicValue;
  /** Absent where the value was no good. */
  readonly fault?: string;
}

/**
 * The settings of the analysis as they are now: what was configured, the files that it names, and over both what the dynamic
 * configuration brings. Each of its keys keeps its last good value.
 */
export class LiveSettings {
  readonly #config: Config;
  readonly #logger: Logger;
  readonly #reloads: Counter;
  readonly #refusals: Counter;
  readonly #files: FilesSignature;
  readonly #changes = new Map<string, SettingsChange>();
  readonly #seen = new Map<string, Seen>();
  readonly #configuredAgents: AgentsSettings;
  #agents: AgentsSettings;
  #base: AnalyzerSettings;
  #onChange: (settings: AnalyzerSettings) => void = () => {};
  /** Changes go one after another: each begins with what the one before it has left. */
  #last: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    config: Config,
    base: AnalyzerSettings,
    parts: {
      readonly files: FilesSignature;
      readonly logger: Logger;
      readonly telemetry: Telemetry;
    },
  ) {
    this.#config = config;
    this.#base = base;
    this.#logger = parts.logger;
    this.#files = parts.files;
    this.#configuredAgents = agentsOf(
      treeSetting(config, 'configuration-discovery.agentConfigurations'),
    );
    this.#agents = this.#configuredAgents;
    this.#reloads = parts.telemetry.counter(
      'settings_files_reloaded_count',
      'Times that changed files of settings were put into force.',
    );
    this.#refusals = parts.telemetry.counter(
      'settings_files_refused_count',
      'Times that changed files of settings were no good.',
    );
  }

  /** @throws CodedError of a file that cannot be read, or what stands in it. */
  static async open(
    config: Config,
    parts: { readonly logger: Logger; readonly telemetry: Telemetry },
  ): Promise<LiveSettings> {
    const files = new FilesSignature(settingsFilesOf(config));
    // Before they are read: what is written in between is then seen as a change.
    await files.changed();
    return new LiveSettings(config, await analyzerConfig(config), { ...parts, files });
  }

  get analyzer(): AnalyzerSettings {
    return [...this.#changes.values()].reduce((settings, change) => change(settings), this.#base);
  }

  /** The settings of a service's agents; undefined where it has none. */
  findAgent(service: string): AgentSettings | undefined {
    return this.#agents.get(service);
  }

  /** Tells of changes from here on, and looks at the files after each period; never where the period is 0. */
  watch(periodMs: number, onChange: (settings: AnalyzerSettings) => void): void {
    this.#onChange = onChange;
    if (periodMs === 0 || this.#files.empty) return;
    this.#timer = setInterval(() => void this.reloadFiles(), periodMs);
    this.#timer.unref();
  }

  /**
   * Puts the values of the dynamic configuration into force, all of them: a key that is missing goes back to what was
   * configured. Resolves to the faults of values that are no good, by key.
   */
  apply(values: ConfigTable): Promise<ReadonlyMap<string, string>> {
    return this.#inTurn(() => this.#apply(values));
  }

  /** Looks whether a file of settings has changed, and if so puts what stands in it into force. */
  reloadFiles(): Promise<void> {
    return this.#inTurn(() => this.#reloadFiles());
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => {});
    return next;
  }

  async #apply(values: ConfigTable): Promise<ReadonlyMap<string, string>> {
    const faults = new Map<string, string>();
    let isChanged = false;
    for (const key of ingestKeys) {
      const value = values.get(key);
      const seen = this.#seen.get(key);
      if (!sameValue(value, seen?.value)) {
        isChanged = (await this.#applyKey(key, value)) || isChanged;
      }
      const fault = this.#seen.get(key)?.fault;
      if (fault !== undefined) faults.set(key, fault);
    }
    if (isChanged) this.#onChange(this.analyzer);
    return faults;
  }

  /** False where nothing is different after it. */
  async #applyKey(key: string, value: DynamicValue | undefined): Promise<boolean> {
    if (value === undefined) {
      this.#seen.delete(key);
      this.#changes.delete(key);
      if (key === agentsKey) this.#agents = this.#configuredAgents;
      return true;
    }
    try {
      if (key === agentsKey) this.#agents = await readAgents(value);
      else this.#changes.set(key, await readChange(key, value));
      this.#seen.set(key, { value });
      return true;
    } catch (thrown) {
      this.#seen.set(key, { value, fault: messageOf(thrown) });
      return false;
    }
  }

  async #reloadFiles(): Promise<void> {
    if (!(await this.#files.changed())) return;
    try {
      this.#base = await analyzerConfig(this.#config);
      this.#onChange(this.analyzer);
      this.#reloads.add();
      this.#logger.log('info', 'the files of settings have changed, and are in force');
    } catch (thrown) {
      this.#refusals.add();
      this.#logger.log('error', 'changed files of settings are no good: the last ones stay', {
        reason: messageOf(thrown),
      });
    }
  }
}

async function readAgents(value: DynamicValue): Promise<AgentsSettings> {
  const { parseAgentConfigurations } = await import('@stormpetrel/pipeline/settings-files');
  return parseAgentConfigurations(typeof value === 'string' ? value : '', agentsKey);
}

/** Settings as they stand in the configuration: service → key → value. */
function agentsOf(tree: ReturnType<typeof treeSetting>): AgentsSettings {
  const agents = new Map<string, AgentSettings>();
  for (const [service, settings] of Object.entries(tree)) {
    if (!isTree(settings)) continue;
    const pairs = Object.entries(settings).map(([key, value]) => [key, String(value)] as const);
    agents.set(service, new Map(pairs));
  }
  return agents;
}
