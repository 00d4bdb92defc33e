/**
 * Reads the section `hooks:` of the alarm settings, which has a mapping for each type, and in it one for each hook:
 *
 *     hooks:
 *       slack:
 *         default:
 *           is-default: true
 *           text-template: …
 *           webhooks: […]
 *
 * A hook that is not right is left out, with what is wrong and where; the others count.
 */
import { closestWords } from '@stormpetrel/base';
import { type Place, isTree } from '../rules/settings-text.ts';
import { FieldReader, HookRefusal, type PlaceOf } from './field-reader.ts';
import { hookCountLimits } from './hook-limits.ts';
import type {
  HookSettings,
  HookType,
  SignedWebhook,
  Templates,
  WelinkWebhook,
} from './hook-settings.ts';

export interface HookProblem extends Place {
  /** `type.name`; undefined when it is about no single hook. */
  readonly hook: string | undefined;
  readonly message: string;
}

export interface HooksRead {
  readonly hooks: readonly HookSettings[];
  readonly problems: readonly HookProblem[];
}

/** `section` is what stands below `hooks`, as plain values; `placeOf` is asked only about what is wrong. Never throws. */
export function readHooks(section: unknown, placeOf: PlaceOf): HooksRead {
  const hooks: HookSettings[] = [];
  const problems: HookProblem[] = [];
  const refuse = (hook: string | undefined, thrown: unknown): void => {
    if (!(thrown instanceof HookRefusal)) throw thrown;
    problems.push({ hook, ...placeOf(thrown.path), message: thrown.message });
  };
  for (const { type, name, path, fields } of entriesOf(section, refuse)) {
    try {
      if (hooks.length === hookCountLimits.hooksMax) {
        throw new HookRefusal(path, `there are more than ${hookCountLimits.hooksMax} hooks`);
      }
      hooks.push(readHook(type, `${type}.${name}`, new FieldReader(fields, path)));
    } catch (thrown) {
      refuse(`${type}.${name}`, thrown);
    }
  }
  return { hooks, problems };
}

interface Entry {
  readonly type: HookType;
  readonly name: string;
  readonly path: readonly string[];
  readonly fields: unknown;
}

const hookTypes: readonly HookType[] = [
  'webhook',
  'gRPC',
  'slack',
  'wechat',
  'dingtalk',
  'feishu',
  'welink',
  'pagerduty',
  'discord',
];

function* entriesOf(
  section: unknown,
  refuse: (hook: undefined, refusal: HookRefusal) => void,
): Generator<Entry> {
  if (section === undefined || section === null) return;
  if (!isTree(section)) return refuse(undefined, new HookRefusal([], 'hooks is no mapping'));
  for (const [key, named] of Object.entries(section)) {
    const type = hookTypes.find((known) => known === key);
    if (type === undefined) {
      const [near] = closestWords(key, hookTypes);
      const hint =
        near === undefined ? `there are ${hookTypes.join(', ')}` : `did you mean ${near}?`;
      refuse(undefined, new HookRefusal([key], `there is no type of hook ${key}: ${hint}`));
    } else if (named !== null && !isTree(named)) {
      refuse(undefined, new HookRefusal([key], `${key} is no mapping of hooks by their name`));
    } else {
      for (const [name, fields] of Object.entries(named ?? {})) {
        yield { type, name, path: [key, name], fields };
      }
    }
  }
}

function readHook(type: HookType, name: string, reader: FieldReader): HookSettings {
  const isDefault = reader.flag('is-default');
  const settings = readFields(type, { name, isDefault }, reader);
  reader.refuseOthers();
  return settings;
}

function readFields(
  type: HookType,
  named: { readonly name: string; readonly isDefault: boolean },
  reader: FieldReader,
): HookSettings {
  switch (type) {
    case 'webhook': {
      const [urls, recoveryUrls] = [reader.urls('urls'), reader.urls('recovery-urls')];
      if (urls.length + recoveryUrls.length === 0) reader.refuse('a webhook needs urls');
      return { ...named, type, urls, recoveryUrls, headers: reader.headers('headers') };
    }
    case 'gRPC':
      return {
        ...named,
        type,
        targetHost: reader.host('target-host'),
        targetPort: reader.port('target-port'),
      };
    case 'slack':
    case 'wechat':
      return {
        ...named,
        type,
        ...readTemplates(reader, 'json'),
        webhooks: reader.atLeastOne('webhooks', reader.urls('webhooks')),
      };
    case 'dingtalk':
    case 'feishu':
      return {
        ...named,
        type,
        ...readTemplates(reader, 'json'),
        webhooks: reader.each('webhooks', readSigned),
      };
    case 'welink':
      return {
        ...named,
        type,
        ...readTemplates(reader, 'text'),
        webhooks: reader.each('webhooks', readWelink),
      };
    case 'pagerduty':
      return {
        ...named,
        type,
        ...readTemplates(reader, 'text'),
        eventsApiUrl: reader.url('events-api-url', 'https://events.pagerduty.com/v2/enqueue'),
        integrationKeys: reader.atLeastOne('integration-keys', reader.texts('integration-keys')),
      };
    case 'discord':
      return {
        ...named,
        type,
        ...readTemplates(reader, 'text'),
        webhooks: reader.each('webhooks', (webhook) => ({
          url: webhook.url('url'),
          username: webhook.text('username', 'robot'),
        })),
      };
  }
}

function readWelink(webhook: FieldReader): WelinkWebhook {
  return {
    clientId: webhook.neededText('client-id'),
    clientSecret: webhook.neededText('client-secret'),
    accessTokenUrl: webhook.url('access-token-url'),
    messageUrl: webhook.url('message-url'),
    robotName: webhook.text('robot-name', 'robot'),
    groupIds: webhook
      .neededText('group-ids')
      .split(',')
      .map((id) => id.trim()),
  };
}

function readSigned(webhook: FieldReader): SignedWebhook {
  return { url: webhook.url('url'), secret: webhook.text('secret', '') };
}

function readTemplates(reader: FieldReader, form: 'json' | 'text'): Templates {
  const textTemplate = reader.template('text-template', form);
  if (textTemplate.trim() === '') reader.refuse('a text-template is needed');
  return { textTemplate, recoveryTextTemplate: reader.template('recovery-text-template', form) };
}
