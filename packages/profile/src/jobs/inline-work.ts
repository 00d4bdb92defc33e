import { CodedError, messageOf } from '@stormpetrel/base';
import { gzipSync } from 'node:zlib';
import { mergeTree } from '../analysis/merge-tree.ts';
import type { Selection } from '../analysis/selection.ts';
import { profileErrors } from '../errors.ts';
import { writeCollapsed } from '../formats/write-collapsed.ts';
import { writeSpeedscope } from '../formats/write-speedscope.ts';
import { writeSvg } from '../formats/write-svg.ts';
import { writePprof } from '../pprof/write-pprof.ts';
import type { ProfileExport, ProfileWork } from '../profile-work.ts';
import { asyncProfilerTree, pprofTree } from '../skywalking/profile-trees.ts';
import type { StackProfile } from '../stack-profile.ts';
import { workLimits } from './limits.ts';
import { unpackProfile } from './packed-profile.ts';
import { pruneTree } from './prune-tree.ts';
import { readProfileFile } from './read-file.ts';

/** All work at once, in the thread that asks: for a worker that does nothing else, and for tests. */
export function inlineProfileWork(): ProfileWork {
  return {
    readFile: readProfileFile,
    async jfrTree(profiles, event) {
      const tree = asyncProfilerTree(profiles.map(unpackProfile), event);
      return pruneTree(tree, workLimits.treeElementsMax);
    },
    async pprofTree(profiles) {
      return pruneTree(pprofTree(profiles.map(unpackProfile)), workLimits.treeElementsMax);
    },
    async exportProfile(profile, to) {
      const unpacked = unpackProfile(profile);
      checkSelection(unpacked, to);
      return new Uint8Array(exportTo(unpacked, to));
    },
  };
}

function exportTo(profile: StackProfile, to: ProfileExport): Uint8Array {
  const { format, event, valueType, name = 'profile' } = to;
  const selection: Selection = {
    ...(event === undefined ? {} : { events: [event] }),
    ...(valueType === undefined ? {} : { type: valueType }),
  };
  const utf8 = new TextEncoder();
  try {
    switch (format) {
      case 'pprof':
        return gzipSync(writePprof(profile, event));
      case 'collapsed':
        return utf8.encode(writeCollapsed(profile, selection));
      case 'speedscope':
        return utf8.encode(writeSpeedscope(profile, { ...named(event, valueType), name }));
      case 'svg':
        return utf8.encode(
          writeSvg(mergeTree([{ profile, selection }]), { title: titleOf(name, event) }),
        );
    }
  } catch (error) {
    if (error instanceof CodedError) throw error;
    // A text beyond what the engine can hold.
    throw new CodedError(profileErrors.tooLarge.code, messageOf(error), { cause: error });
  }
}

function named(
  event: string | undefined,
  type: string | undefined,
): { readonly event?: string; readonly type?: string } {
  return { ...(event !== undefined && { event }), ...(type !== undefined && { type }) };
}

function titleOf(name: string, event: string | undefined): string {
  return event === undefined ? name : `${name}, ${event}`;
}

/** Where the event or the type of value is not there, an empty file would look like an idle program. */
function checkSelection({ samples }: StackProfile, { event, valueType }: ProfileExport): void {
  const events = event === undefined ? samples : samples.filter((one) => one.event === event);
  if (event !== undefined && events.length === 0) throw absent('event', event);
  if (valueType === undefined) return;
  const isThere = events.some(({ types }) => types.some(({ name }) => name === valueType));
  if (!isThere) throw absent('value type', valueType);
}

function absent(what: string, name: string): CodedError {
  return new CodedError(
    profileErrors.absent.code,
    `the profile has no ${what} ${JSON.stringify(name)}`,
  );
}
