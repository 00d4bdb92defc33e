import type { Clock } from '@stormpetrel/base';
import type { MetadataEntry, RowWriter, StoreReader } from '@stormpetrel/storage/api';
import type { UiTemplate, UiTemplateChange, UiTemplates } from '../../admin/ui-templates.ts';
import { queryLimits } from '../../limits.ts';

/** Dashboards that people and their UIs keep here, for GraphQL of the 10.x line and the admin port of 11.x alike. */
export interface UiTemplateStore extends UiTemplates {
  /** Adds a template under an id of its own. */
  create(configuration: string): Promise<UiTemplateChange>;
}

export interface UiTemplateStoreOptions {
  readonly reader: StoreReader;
  readonly rows: RowWriter;
  readonly clock: Clock;
  /** An id that nobody has: a UUID. */
  readonly newId: () => string;
}

/**
 * Templates as documents of the store. There MUST be one store of templates for all who write them: writes take their turns,
 * and what was written is seen at once, before the reader has it.
 *
 * Refusals are those of SkyWalking over Elasticsearch: adding what is there, changing or disabling what is not. (Over BanyanDB
 * the same calls replace or create, without a word.) A change brings a disabled template back, as Horizon's UI relies on.
 */
export function createUiTemplateStore(options: UiTemplateStoreOptions): UiTemplateStore {
  return new TemplateStore(options);
}

const collection = 'ui-template';
const documentId = (id: string): string => `${collection}/${id}`;

/** A template with the time of its last change: later changes have later times, whatever the clock says. */
interface Dated {
  readonly template: UiTemplate;
  readonly changedMs: number;
}

interface Usage {
  count: number;
  characters: number;
}

class TemplateStore implements UiTemplateStore {
  readonly #options: UiTemplateStoreOptions;
  /** Written, and perhaps not seen by the reader yet. */
  readonly #recent = new Map<string, Dated>();
  #usage: Promise<Usage> | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(options: UiTemplateStoreOptions) {
    this.#options = options;
  }

  async list(includingDisabled: boolean): Promise<readonly UiTemplate[]> {
    const { reader } = this.#options;
    const entries = await reader.readMetadata({
      kind: 'document',
      owner: collection,
      limit: queryLimits.uiTemplatesMax,
    });
    const templates = new Map<string, UiTemplate>();
    for (const entry of entries) {
      const { template } = this.#latest(datedOf(entry));
      templates.set(template.id, template);
    }
    for (const { template } of this.#recent.values()) templates.set(template.id, template);
    return [...templates.values()]
      .filter(({ disabled }) => includingDisabled || !disabled)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async find(id: string): Promise<UiTemplate | undefined> {
    const template = (await this.#findDated(id))?.template;
    return template?.disabled === true ? undefined : template;
  }

  create(configuration: string): Promise<UiTemplateChange> {
    return this.add({ id: this.#options.newId(), configuration });
  }

  add({ id, configuration }: Pick<UiTemplate, 'id' | 'configuration'>): Promise<UiTemplateChange> {
    return this.#inTurn(async () => {
      if ((await this.#findDated(id)) !== undefined) return refused(id, 'Template already exists');
      return this.#write({ id, configuration, disabled: false }, undefined);
    });
  }

  change({
    id,
    configuration,
  }: Pick<UiTemplate, 'id' | 'configuration'>): Promise<UiTemplateChange> {
    return this.#inTurn(async () => {
      const known = await this.#findDated(id);
      if (known === undefined) return refused(id, "Can't find the template");
      return this.#write({ id, configuration, disabled: false }, known);
    });
  }

  disable(id: string): Promise<UiTemplateChange> {
    return this.#inTurn(async () => {
      const known = await this.#findDated(id);
      if (known === undefined) return refused(id, "Can't find the template");
      return this.#write({ ...known.template, disabled: true }, known);
    });
  }

  #inTurn(write: () => Promise<UiTemplateChange>): Promise<UiTemplateChange> {
    const turn = this.#lastWrite.then(write);
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  async #findDated(id: string): Promise<Dated | undefined> {
    const { reader } = this.#options;
    const ids = [documentId(id)];
    const [entry] = await reader.readMetadata({ kind: 'document', ids, limit: 1 });
    return entry === undefined ? this.#recent.get(id) : this.#latest(datedOf(entry));
  }

  /** What was written last, where the reader has not come that far; forgotten where it has. */
  #latest(stored: Dated): Dated {
    const { id } = stored.template;
    const recent = this.#recent.get(id);
    if (recent === undefined) return stored;
    if (stored.changedMs < recent.changedMs) return recent;
    this.#recent.delete(id);
    return stored;
  }

  async #write(template: UiTemplate, known: Dated | undefined): Promise<UiTemplateChange> {
    const { id, configuration, disabled } = template;
    const usage = await this.#readUsage();
    const growth = configuration.length - (known?.template.configuration.length ?? 0);
    const excess = excessOf(template, usage, { isNew: known === undefined, growth });
    if (excess !== undefined) return refused(id, excess);
    const changedMs = Math.max(this.#options.clock.nowMs(), (known?.changedMs ?? 0) + 1);
    await this.#options.rows.writeRows({
      metadata: [
        {
          kind: 'document',
          id: documentId(id),
          owner: collection,
          fields: { name: id, configuration, disabled: disabled ? 1 : 0 },
          seenMs: changedMs,
        },
      ],
    });
    this.#recent.set(id, { template, changedMs });
    usage.count += known === undefined ? 1 : 0;
    usage.characters += growth;
    return { id, status: true };
  }

  #readUsage(): Promise<Usage> {
    this.#usage ??= this.list(true).then(
      (templates) => ({
        count: templates.length,
        characters: templates.reduce((sum, { configuration }) => sum + configuration.length, 0),
      }),
      (error: unknown) => {
        this.#usage = undefined;
        throw error;
      },
    );
    return this.#usage;
  }
}

function datedOf({ id, fields, lastSeenMs }: MetadataEntry): Dated {
  const template = {
    id: id.slice(documentId('').length),
    configuration: String(fields['configuration'] ?? ''),
    disabled: fields['disabled'] === 1,
  };
  return { template, changedMs: lastSeenMs };
}

function refused(id: string, message: string): UiTemplateChange {
  return { id, status: false, message };
}

/** Why the template is not taken, for its size or for all that are kept. */
function excessOf(
  { id, configuration }: UiTemplate,
  usage: Usage,
  { isNew, growth }: { readonly isNew: boolean; readonly growth: number },
): string | undefined {
  const { uiTemplatesMax, uiTemplateIdLengthMax } = queryLimits;
  const { uiTemplateLengthMax, uiTemplatesLengthMax } = queryLimits;
  if (id.length > uiTemplateIdLengthMax) {
    return `The id has more than ${uiTemplateIdLengthMax} characters`;
  }
  if (configuration.length > uiTemplateLengthMax) {
    return `The configuration has more than ${uiTemplateLengthMax} characters`;
  }
  if (isNew && usage.count >= uiTemplatesMax)
    return `There are ${uiTemplatesMax} templates already`;
  if (growth > 0 && usage.characters + growth > uiTemplatesLengthMax) {
    return `All templates together would have more than ${uiTemplatesLengthMax} characters`;
  }
  return undefined;
}
