import type { ProfileWork } from '../profile-work.ts';
import { asyncProfilerTree, pprofTree } from '../skywalking/profile-trees.ts';
import { exportProfile } from './export-profile.ts';
import { workLimits } from './limits.ts';
import { unpackProfile } from './packed-profile.ts';
import { pruneTree } from './prune-tree.ts';
import { readProfileFile } from './read-file.ts';
import { splitProfileFile } from './split-file.ts';

/** All work at once, in the thread that asks: for a worker that does nothing else, and for tests. */
export function inlineProfileWork(): ProfileWork {
  return {
    readFile: readProfileFile,
    splitFile: splitProfileFile,
    async jfrTree(profiles, event) {
      const tree = asyncProfilerTree(profiles.map(unpackProfile), event);
      return pruneTree(tree, workLimits.treeElementsMax);
    },
    async pprofTree(profiles) {
      return pruneTree(pprofTree(profiles.map(unpackProfile)), workLimits.treeElementsMax);
    },
    async exportProfile(profile, to) {
      return exportProfile(profile, to);
    },
  };
}
