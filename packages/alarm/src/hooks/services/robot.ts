/** What the hooks of chat services have in common: a text for each notice, sent to one address after the other. */
import type { AlarmNotice } from '../../notice.ts';
import type { Templates } from '../hook-settings.ts';
import { type HookTarget, addressOf, isRecovery, secretsOf } from '../hook-target.ts';
import { type JsonObject, parseJsonTemplate } from '../template.ts';

/** The template for a notice, which is not empty: notices without one are not handed to the target. */
export function templateFor(notice: AlarmNotice, templates: Templates): string {
  return isRecovery(notice) ? templates.recoveryTextTemplate : templates.textTemplate;
}

export function jsonTemplateFor(notice: AlarmNotice, templates: Templates): JsonObject {
  // Settings with a fault in a template never come this far.
  return parseJsonTemplate(templateFor(notice, templates)).value ?? {};
}

/** A target that is told one notice at a time. */
export function robotTarget(
  url: string,
  templates: Templates,
  rest: Pick<HookTarget, 'send'> &
    Partial<Pick<HookTarget, 'batchMax'>> & {
      readonly secrets?: readonly string[];
      /** What the target is made of besides address and templates. */
      readonly identity?: unknown;
    },
): HookTarget {
  const { textTemplate, recoveryTextTemplate } = templates;
  return {
    key: JSON.stringify([url, textTemplate, recoveryTextTemplate, rest.identity]),
    address: addressOf(url),
    secrets: [...secretsOf(url), ...(rest.secrets ?? [])],
    batchMax: rest.batchMax ?? 1,
    takesFiring: textTemplate.trim() !== '',
    takesRecovery: recoveryTextTemplate.trim() !== '',
    send: rest.send,
  };
}
