import { type MenuEntry, menuGroups } from './menu-groups.ts';

/** GraphQL's `MenuItem`. */
export interface MenuItemView {
  readonly title: string;
  readonly icon: string | undefined;
  /** Empty for a group. */
  readonly layer: string;
  /** Whether there is anything to see: a service of the layer, or of one of the group's layers. */
  readonly activate: boolean;
  readonly subItems: readonly MenuItemView[];
  readonly description: string | undefined;
  readonly documentLink: string | undefined;
  readonly i18nKey: string | undefined;
}

const documents = 'https://skywalking.apache.org/docs/main/next/en/';

/** The menu of the classic UI, over the layers that have services. */
export function menuOf(layers: ReadonlySet<string>): readonly MenuItemView[] {
  return menuGroups.map((group) => {
    const subItems = (group.entries ?? []).map((entry) => itemOf(entry, layers, []));
    return itemOf(group, layers, subItems);
  });
}

function itemOf(
  entry: MenuEntry & { readonly icon?: string },
  layers: ReadonlySet<string>,
  subItems: readonly MenuItemView[],
): MenuItemView {
  const { layer = '' } = entry;
  return {
    title: entry.title,
    icon: entry.icon,
    layer,
    activate: subItems.length > 0 ? subItems.some((item) => item.activate) : layers.has(layer),
    subItems,
    description: entry.description,
    documentLink: entry.document === undefined ? undefined : `${documents}${entry.document}`,
    i18nKey: entry.i18nKey,
  };
}
