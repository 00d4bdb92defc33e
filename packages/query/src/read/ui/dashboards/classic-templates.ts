import type { UiTemplate, UiTemplateChange } from '../../../admin/ui-templates.ts';
import type { UiTemplateStore } from '../ui-templates.ts';
import { type ShippedBoard, shippedBoards } from './shipped-boards.ts';

/** Horizon keeps its own templates, hundreds of them, in the same store under such ids; to the classic UI they are no dashboards. */
const foreignIdPrefix = 'horizon.';

/**
 * Templates as the classic UI sees them: those that people keep, and the dashboards that come with the server. One of these is
 * stored when it is changed or disabled; until then the store has nothing of it, and a newer server brings a newer one. Those
 * of a layer step back as soon as somebody keeps a root dashboard of that layer: the UI opens one of them, and the rest hang on it.
 */
export class ClassicTemplates implements Pick<
  UiTemplateStore,
  'find' | 'create' | 'change' | 'disable'
> {
  readonly #store: UiTemplateStore;
  readonly #shipped: readonly ShippedBoard[];

  constructor(store: UiTemplateStore, shipped: readonly ShippedBoard[] = shippedBoards) {
    this.#store = store;
    this.#shipped = shipped;
  }

  /** Those that are not disabled, by id. */
  async list(): Promise<readonly UiTemplate[]> {
    const stored = await this.#store.list(true);
    const known = new Set(stored.map(({ id }) => id));
    const ids = new Set(this.#shipped.map(({ template }) => template.id));
    const own = stored.filter(({ id, disabled }) => !disabled && !id.startsWith(foreignIdPrefix));
    const taken = new Set(own.filter(({ id }) => !ids.has(id)).map(rootLayerOf));
    const added = this.#shipped.filter(
      ({ layer, template }) => !known.has(template.id) && !taken.has(layer),
    );
    return [...own, ...added.map(({ template }) => template)].sort((a, b) =>
      a.id < b.id ? -1 : 1,
    );
  }

  async find(id: string): Promise<UiTemplate | undefined> {
    const found = await this.#store.find(id);
    return found ?? (await this.#shippedUnlessStored(id));
  }

  create(configuration: string): Promise<UiTemplateChange> {
    return this.#store.create(configuration);
  }

  async change(template: Pick<UiTemplate, 'id' | 'configuration'>): Promise<UiTemplateChange> {
    const isNew = (await this.#shippedUnlessStored(template.id)) !== undefined;
    return isNew ? this.#store.add(template) : this.#store.change(template);
  }

  async disable(id: string): Promise<UiTemplateChange> {
    const shipped = await this.#shippedUnlessStored(id);
    if (shipped !== undefined) {
      const added = await this.#store.add(shipped);
      if (!added.status) return added;
    }
    return this.#store.disable(id);
  }

  async #shippedUnlessStored(id: string): Promise<UiTemplate | undefined> {
    const board = this.#shipped.find(({ template }) => template.id === id);
    if (board === undefined) return undefined;
    const stored = await this.#store.list(true);
    return stored.some((template) => template.id === id) ? undefined : board.template;
  }
}

/** The layer whose root the template is, or undefined. Templates are text of somebody else's making. */
function rootLayerOf({ configuration }: UiTemplate): unknown {
  try {
    const board: unknown = JSON.parse(configuration);
    if (typeof board !== 'object' || board === null) return undefined;
    const { layer, isRoot } = board as { readonly layer?: unknown; readonly isRoot?: unknown };
    return isRoot === true ? layer : undefined;
  } catch {
    return undefined;
  }
}
