import type { UiTemplateChange } from '../../admin/ui-templates.ts';
import { ClassicTemplates } from '../../read/ui/dashboards/classic-templates.ts';
import { menuOf } from '../../read/ui/menu.ts';
import type { QueryContext } from '../query-context.ts';
import type { Resolver, ResolverMap } from './resolver.ts';

const templatesOf = ({ services }: QueryContext): ClassicTemplates =>
  new ClassicTemplates(services.templates);

const getTemplate: Resolver<{ readonly id: string }> = ({ id }, context) =>
  templatesOf(context).find(id);

const getAllTemplates: Resolver<object> = (_, context) => templatesOf(context).list();

const getMenuItems: Resolver<object> = async (_, { metadata }) =>
  menuOf(new Set(await metadata.listLayers()));

const addTemplate: Resolver<{ readonly setting: { readonly configuration: string } }> = (
  { setting },
  context,
) => changed(context, '', () => templatesOf(context).create(setting.configuration));

const changeTemplate: Resolver<{
  readonly setting: { readonly id: string; readonly configuration: string };
}> = ({ setting }, context) =>
  changed(context, setting.id, () => templatesOf(context).change(setting));

const disableTemplate: Resolver<{ readonly id: string }> = ({ id }, context) =>
  changed(context, id, () => templatesOf(context).disable(id));

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
