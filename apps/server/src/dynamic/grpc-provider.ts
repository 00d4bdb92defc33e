/**
 * Dynamic configuration by SkyWalking's own protocol: a service (DCS) is asked again and again, and says by an unchanged uuid
 * that nothing has changed (proto: configuration-service).
 */
import { CodedError } from '@stormpetrel/base';
import {
  ConfigurationRequest,
  ConfigurationResponse,
  GroupConfigurationResponse,
} from '@stormpetrel/protocol';
import { serverErrorCodes } from '../errors.ts';
import type { ConfigProvider, ConfigTable, DynamicValue } from './config-table.ts';
import { dynamicLimits } from './limits.ts';

/** A call of one request and one answer, as `@stormpetrel/outbound/grpc` makes it. */
export interface UnaryCaller {
  unary(
    path: string,
    request: Uint8Array,
    options: { readonly deadlineMs: number },
  ): Promise<
    | { readonly ok: true; readonly message: Uint8Array }
    | { readonly ok: false; readonly status: number; readonly details: string }
  >;
  close(): void;
}

const unimplemented = 12;

interface Part {
  uuid: string;
  table: ConfigTable;
}

export function createGrpcProvider(client: UnaryCaller, clusterName: string): ConfigProvider {
  const single: Part = { uuid: '', table: new Map() };
  const groups: Part = { uuid: '', table: new Map() };
  const call = async (method: string, part: Part): Promise<Uint8Array | undefined> => {
    const request = ConfigurationRequest.encode({ clusterName, uuid: part.uuid }).finish();
    const path = `/ConfigurationService/${method}`;
    const outcome = await client.unary(path, request, { deadlineMs: dynamicLimits.callTimeoutMs });
    if (outcome.ok) return outcome.message;
    // A service without groups has none.
    if (method === 'callGroup' && outcome.status === unimplemented) return undefined;
    throw new CodedError(
      serverErrorCodes.dynamicConfigUnavailable,
      `${path} ended with status ${outcome.status}: ${outcome.details}`,
    );
  };
  return {
    name: 'grpc',
    async read() {
      const answers = [await call('call', single), await call('callGroup', groups)];
      const isNew = [
        takeAnswer(single, answers[0], readSingles),
        takeAnswer(groups, answers[1], readGroups),
      ];
      return isNew.includes(true) ? new Map([...single.table, ...groups.table]) : undefined;
    },
    close: () => client.close(),
  };
}

interface Answer {
  readonly uuid: string;
  readonly table: ConfigTable;
}

/** True where the answer brought something new. An answer without uuid always does. */
function takeAnswer(
  part: Part,
  message: Uint8Array | undefined,
  read: (message: Uint8Array) => Answer,
): boolean {
  if (message === undefined) return false;
  let answer: Answer;
  try {
    answer = read(message);
  } catch (cause) {
    throw new CodedError(
      serverErrorCodes.dynamicConfigUnavailable,
      'the configuration service answered with bytes that are no message of its protocol',
      { cause },
    );
  }
  if (answer.uuid !== '' && answer.uuid === part.uuid) return false;
  part.uuid = answer.uuid;
  part.table = answer.table;
  return true;
}

function readSingles(message: Uint8Array): Answer {
  const { configTable, uuid } = ConfigurationResponse.decode(message);
  return { uuid, table: new Map(configTable.map(({ name, value }) => [name, value])) };
}

function readGroups(message: Uint8Array): Answer {
  const { groupConfigTable, uuid } = GroupConfigurationResponse.decode(message);
  const table = new Map<string, DynamicValue>();
  for (const { groupName, items } of groupConfigTable) {
    table.set(groupName, Object.fromEntries(items.map(({ name, value }) => [name, value])));
  }
  return { uuid, table };
}
