import { assignHues, hueColour } from '../../base/service-hue.ts';
import { valueOf } from '../../base/loadable.ts';
import { computed } from '../../base/signal.ts';
import type { ReadonlySignal } from '../../base/signal.ts';
import type { Service } from './entity.ts';
import { createQuery } from '../query.ts';
import type { Query } from '../query.ts';
import { graphql } from '../server.ts';
import { slowPresent } from '../page/refresh.ts';

/**
 * Every service that the server knows, read once for all pages: the list, the palette, the hues. New ones come in with
 * the refresh.
 */
const listQuery = 'query Services{listServices{id name group layers normal}}';

interface ListAnswer {
  readonly listServices: readonly {
    readonly id: string;
    readonly name: string;
    readonly group: string | null;
    readonly layers: readonly string[] | null;
    readonly normal: boolean | null;
  }[];
}

/** The list is asked for again at most this often. */
const readMsMin = 30_000;

let directory: Query<readonly Service[]> | undefined;

/** The directory; the first call starts reading it. */
export function serviceDirectory(): Query<readonly Service[]> {
  directory ??= openDirectory();
  return directory;
}

function openDirectory(): Query<readonly Service[]> {
  const present = slowPresent(readMsMin);
  return createQuery({
    key: () => 'services',
    read: async (signal) => {
      void present.value;
      const { listServices } = await graphql().query<ListAnswer>(listQuery, {}, signal);
      return listServices.map((service) => ({
        id: service.id,
        name: service.name,
        group: service.group ?? '',
        layers: service.layers ?? [],
        normal: service.normal !== false,
      }));
    },
    judge: (services) => (services.length === 0 ? 'empty' : 'ready'),
  });
}

const hues: ReadonlySignal<ReadonlyMap<string, number>> = computed(() =>
  assignHues((valueOf(serviceDirectory().result.value) ?? []).map((service) => service.name)),
);

/** The CSS colour of a service, the same on every page of this server. */
export function serviceColour(name: string): string {
  return hueColour(hues.value.get(name) ?? assignHues([name]).get(name) ?? 0);
}
