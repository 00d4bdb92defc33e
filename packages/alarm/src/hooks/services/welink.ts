import type { WelinkSettings, WelinkWebhook } from '../hook-settings.ts';
import {
  type HookTarget,
  type SendResult,
  type TargetParts,
  answeredObject,
  isRecovery,
  judge,
  postJson,
} from '../hook-target.ts';
import { fillText } from '../template.ts';
import { robotTarget, templateFor } from './robot.ts';

/** A token is asked for anew this long before it ends. */
const tokenMarginMs = 60_000;
/** For answers that do not say how long their token is good. */
const tokenLifeMsDefault = 600_000;

/** Group messages of WeLink: first a token for the application, then the message under it. The template is plain text. */
export function welinkTargets(settings: WelinkSettings, parts: TargetParts): HookTarget[] {
  return settings.webhooks.map((webhook) => {
    const tokens = new TokenSource(webhook, parts);
    return robotTarget(webhook.messageUrl, settings, {
      identity: webhook,
      secrets: [webhook.clientSecret, webhook.clientId],
      send: async ([notice], signal) => {
        if (notice === undefined) return { kind: 'sent' };
        const token = await tokens.get(signal);
        if (typeof token !== 'string') return token;
        const text = fillText(templateFor(notice, settings), notice.message);
        const outcome = await postJson(parts, {
          url: webhook.messageUrl,
          headers: { 'x-wlk-Authorization': token },
          json: groupMessage(webhook, {
            id: isRecovery(notice) ? `${notice.uuid}-recovered` : notice.uuid,
            text,
          }),
          signal,
        });
        const { code = '0' } = answeredObject(outcome);
        const unauthorized = outcome.kind === 'status' && outcome.status === 401;
        if ((code === '0' || code === 0) && !unauthorized) return judge(outcome, parts);
        // The token may have been taken back before its time.
        tokens.forget();
        const said = unauthorized ? 'status 401' : `code ${JSON.stringify(code)}`;
        return { kind: 'again', reason: `answered with ${said}` };
      },
    });
  });
}

class TokenSource {
  readonly #webhook: WelinkWebhook;
  readonly #parts: TargetParts;
  #token = '';
  #goodUntilMs = 0;

  constructor(webhook: WelinkWebhook, parts: TargetParts) {
    this.#webhook = webhook;
    this.#parts = parts;
  }

  async get(signal: AbortSignal): Promise<string | SendResult> {
    const { clock } = this.#parts;
    if (this.#token !== '' && clock.monotonicMs() < this.#goodUntilMs) return this.#token;
    const outcome = await postJson(this.#parts, {
      url: this.#webhook.accessTokenUrl,
      json: { client_id: this.#webhook.clientId, client_secret: this.#webhook.clientSecret },
      signal,
    });
    const { access_token: token, expires_in: lifeSeconds, code } = answeredObject(outcome);
    if (typeof token !== 'string' || token === '') {
      if (outcome.kind !== 'ok') return judge(outcome, this.#parts);
      return { kind: 'failed', reason: `no token was given, code ${JSON.stringify(code)}` };
    }
    const lifeMs = Number(lifeSeconds) * 1_000 || tokenLifeMsDefault;
    this.#token = token;
    this.#goodUntilMs = clock.monotonicMs() + lifeMs - tokenMarginMs;
    return token;
  }

  forget(): void {
    this.#token = '';
  }
}

/**
 * The content is XML within XML: the outer says who speaks, and holds, escaped, the inner with the text once as HTML and once
 * plain, each in a section of character data.
 */
function groupMessage(
  webhook: WelinkWebhook,
  { id, text }: { readonly id: string; readonly text: string },
): unknown {
  const html = characterData(`<DIV>${escapeXml(text)}</DIV>`);
  const inner = `<imbody><imagelist/><html>${html}</html><content>${characterData(text)}</content></imbody>`;
  return {
    app_service_info: { app_service_id: '1', app_service_name: webhook.robotName },
    app_msg_id: id,
    group_id: webhook.groupIds,
    content: `<r><n></n><g>0</g><c>${escapeXml(inner)}</c></r>`,
    content_type: 0,
    client_app_id: '1',
  };
}

function characterData(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
