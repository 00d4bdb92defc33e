import { CodedError, messageOf } from '@stormpetrel/base';
import { gzipSync } from 'node:zlib';
import { diffTrees } from '../analysis/diff-tree.ts';
import { type TreePart, mergeTree } from '../analysis/merge-tree.ts';
import { SymbolTable } from '../analysis/symbols.ts';
import { profileErrors } from '../errors.ts';
import { describeSelection } from '../formats/describe-selection.ts';
import { diffProfile, scaleOfBefore } from '../formats/diff-profile.ts';
import { writeCollapsed, writeCollapsedDiff } from '../formats/write-collapsed.ts';
import { writeSpeedscope } from '../formats/write-speedscope.ts';
import { writeDiffSvg, writeSvg } from '../formats/write-svg.ts';
import { writePprof } from '../pprof/write-pprof.ts';
import type { ProfileExport } from '../profile-work.ts';
import { checkSelected, completeSelection, likeSelection } from './export-selection.ts';
import { unpackProfile } from './packed-profile.ts';

/** A profile or a comparison as a file. Throws a CodedError of the profile. */
export function exportProfile(packed: Uint8Array, to: ProfileExport): Uint8Array<ArrayBuffer> {
  const profile = unpackProfile(packed);
  const { format, against, name = 'profile' } = to;
  const selection = completeSelection(profile, to.selection ?? {}, format === 'speedscope');
  const after: NamedPart = { profile, selection, name };
  checkSelected(after);
  let before: NamedPart | undefined;
  if (against !== undefined) {
    const other = unpackProfile(against.profile);
    const chosen = likeSelection(other, against.selection ?? {}, selection);
    before = { profile: other, selection: chosen, name: against.name ?? 'before' };
    checkSelected(before);
  }
  try {
    return before === undefined ? exportView(after, format) : exportComparison(before, after, to);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    // A text beyond what the engine can hold.
    throw new CodedError(profileErrors.tooLarge.code, messageOf(error), { cause: error });
  }
}

interface NamedPart extends Required<TreePart> {
  readonly name: string;
}

function exportView(part: NamedPart, format: ProfileExport['format']): Uint8Array<ArrayBuffer> {
  const { profile, selection, name } = part;
  switch (format) {
    case 'pprof':
      return packed(writePprof(profile, selection));
    case 'collapsed':
      return utf8.encode(writeCollapsed(profile, selection));
    case 'speedscope':
      return utf8.encode(writeSpeedscope([part], name));
    case 'svg': {
      const subtitle = describeSelection(selection);
      return utf8.encode(writeSvg(mergeTree([part]), { title: name, subtitle }));
    }
  }
}

function exportComparison(
  before: NamedPart,
  after: NamedPart,
  { format, isRaw = false }: ProfileExport,
): Uint8Array<ArrayBuffer> {
  if (format === 'speedscope') {
    const parts = [
      { ...after, prefix: 'after: ' },
      { ...before, prefix: 'before: ' },
    ];
    return utf8.encode(writeSpeedscope(parts, `${after.name}, compared with ${before.name}`));
  }
  const symbols = new SymbolTable();
  const trees = [before, after].map((part) => mergeTree([part], { symbols }));
  const [treeBefore, treeAfter] = trees as [(typeof trees)[0], (typeof trees)[0]];
  const [wholeBefore = 0, wholeAfter = 0] = trees.map(({ total }) => total[0] as number);
  const scale = isRaw ? 1 : scaleOfBefore(wholeBefore, wholeAfter);
  if (format === 'pprof') return packed(writePprof(diffProfile(before, after, scale)));
  const diff = diffTrees(treeBefore, treeAfter, { normalised: false });
  if (format === 'collapsed') return utf8.encode(writeCollapsedDiff(diff, scale));
  return utf8.encode(
    writeDiffSvg(
      diff,
      [
        { unit: treeBefore.unit, scale },
        { unit: treeAfter.unit, scale: 1 },
      ],
      {
        title: `${after.name}, compared with ${before.name}`,
        subtitle: comparedText(before, after, isRaw),
      },
    ),
  );
}

function comparedText(before: NamedPart, after: NamedPart, isRaw: boolean): string {
  const [was, is] = [describeSelection(before.selection), describeSelection(after.selection)];
  const what = was === is ? is : `${is} — before: ${was}`;
  return `${what} · ${isRaw ? 'weights' : 'shares'} compared`;
}

function packed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(bytes));
}

const utf8 = new TextEncoder();
