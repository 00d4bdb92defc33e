import { createHash } from 'node:crypto';
import { Commands, ConfigurationSyncRequest } from '@stormpetrel/protocol';
import type { GrpcMethod } from '../grpc/grpc-method.ts';
import { emptyCommands } from './segment-intake.ts';
import type { ServiceDeps } from './service-deps.ts';
import { methodsOf, unaryMethod } from './service-methods.ts';

/** Settings of one service's agents, in the order in which they are written down: the digest depends on it. */
export type AgentSettings = ReadonlyMap<string, string>;

export interface AgentConfigurationOptions {
  /** The settings of a service, or undefined where it has none. Read at each request, so they may change. */
  readonly find: (service: string) => AgentSettings | undefined;
  /** Send the settings also to agents that have them (SW_DISABLE_MESSAGE_DIGEST). */
  readonly digestDisabled: boolean;
  /** A new unique name for each command. */
  readonly serialNumber: () => string;
}

/** What an agent gets whose service has no settings, so that it drops those that it had. The digest is upstream's. */
const noSettings: AgentSettings = new Map();
const noSettingsDigest = sha512('EMPTY');

/** ConfigurationDiscoveryService: tells agents their settings when they do not have them already. */
export function agentConfigurationMethods(
  deps: ServiceDeps,
  options: AgentConfigurationOptions,
): GrpcMethod[] {
  return methodsOf('skywalking.v3.ConfigurationDiscoveryService', {
    fetchConfigurations: (path) =>
      unaryMethod(deps, path, ConfigurationSyncRequest, (request) => {
        const settings = options.find(request.service);
        const digest = settings === undefined ? noSettingsDigest : settingsDigest(settings);
        if (!options.digestDisabled && digest === request.uuid) return emptyCommands;
        const pairs = [...(settings ?? noSettings)].map(([key, value]) => ({ key, value }));
        const args = [
          { key: 'SerialNumber', value: options.serialNumber() },
          { key: 'UUID', value: digest },
          ...pairs,
        ];
        const command = { command: 'ConfigurationDiscoveryCommand', args };
        return Commands.encode({ commands: [command] }).finish();
      }),
  });
}

/** SHA-512 over all `key:value` put one after another. */
export function settingsDigest(settings: AgentSettings): string {
  return sha512([...settings].map(([key, value]) => `${key}:${value}`).join(''));
}

function sha512(text: string): string {
  return createHash('sha512').update(text).digest('hex');
}
