import type { UiTemplateChange } from '../../admin/ui-templates.ts';
import { menuOf } from '../../read/ui/menu.ts';
import type { QueryContext } from '../query-context.ts';
import type { Resolver, ResolverMap } from './resolver.ts';

const getTemplate: Resolver<{ readonly id: string }> = ({ id }, { services }) =>
  services.templates.find(id);

const getAllTemplates: Resolver<object> = (_, { services }) => services.templates.list(false);

const getMenuItems: Resolver<object> = async (_, { metadata }) =>
  menuOf(new Set(await metadata.listLayers()));

const addTemplate: Resolver<{ readonly setting: { readonly configuration: string } }> = (
  { setting },
  context,
) => changed(context, '', () => context.services.templates.create(setting.configuration));

const changeTemplate: Resolver<{
  readonly setting: { readonly id: string; readonly configuration: string };
}> = ({ setting }, context) =>
  changed(context, setting.id, () => context.services.templates.change(setting));

const disableTemplate: Resolver<{ readonly id: string }> = ({ id }, context) =>
  changed(context, id, () => context.services.templates.disable(id));

/** Who may ask may change, unless the operator says otherwise; that, as upstream, is told in the status. */
function changed(
  { services }: QueryContext,
  id: string,
  change: () => Promise<UiTemplateChange>,
): UiTemplateChange | Promise<UiTemplateChange> {
  if (services.settings.updateUiTemplates !== false) return change();
  const message = 'Changes of dashboards are turned off (SW_ENABLE_UPDATE_UI_TEMPLATE).';
  return { id, status: false, message };
}

export const uiConfigurationQueries: ResolverMap = { getTemplate, getAllTemplates, getMenuItems };
export const uiConfigurationMutations: ResolverMap = {
  addTemplate,
  changeTemplate,
  disableTemplate,
};
