import { valueOf } from '../../../../base/loadable.ts';
import { signal } from '../../../../base/signal.ts';
import { exportUrl, exportWords } from '../../../../model/profile/export-address.ts';
import type {
  Exported,
  ExportedSide,
  ExportFormat,
} from '../../../../model/profile/export-address.ts';
import { parseReference } from '../../../../model/profile/tasks/reference.ts';
import { Button } from '../../../../widgets/button.tsx';
import { Popover } from '../../../../widgets/panes/popover.tsx';
import { otherSelection } from '../profile-state.ts';
import type { ProfileState } from '../profile-state.ts';
import { rangeText } from '../time-strip.tsx';

const isOpen = signal(false);

const formats: readonly {
  readonly format: ExportFormat;
  readonly label: string;
  readonly hint: string;
}[] = [
  { format: 'pprof', label: 'pprof', hint: 'for go tool pprof and most others' },
  { format: 'speedscope', label: 'speedscope', hint: 'JSON for speedscope.app' },
  { format: 'collapsed', label: 'Collapsed stacks', hint: 'one line a stack' },
  { format: 'svg', label: 'SVG', hint: 'a picture' },
];

/** What is on the screen, as the server is asked for it; undefined until it is known. */
function exportedOf(state: ProfileState): Exported | undefined {
  const view = state.view.value;
  const facts = valueOf(state.facts.value);
  if (facts === undefined) return undefined;
  const side: ExportedSide = {
    reference: state.reference,
    facts,
    selection: view.side,
    ranges: state.spanRanges.value,
  };
  const reference = parseReference(view.against ?? '');
  if (reference === undefined) return { side, before: undefined, isRaw: false };
  const otherFacts =
    state.otherFacts.value === undefined ? undefined : valueOf(state.otherFacts.value);
  if (otherFacts === undefined) return undefined;
  const selection = otherSelection(view, facts);
  const before = { reference, facts: otherFacts, selection, ranges: undefined };
  return { side, before, isRaw: view.isRaw };
}

function wordsOf(side: ExportedSide): string {
  const { range } = side.selection;
  const window =
    side.ranges !== undefined
      ? 'the time of the span'
      : range === undefined
        ? ''
        : rangeText(range, side.facts);
  return exportWords(side, window).join(' · ');
}

/** Files of what is seen: just that event, those threads and states, that window, and both sides of a comparison. */
export function ExportMenu({ state }: { readonly state: ProfileState }) {
  const exported = exportedOf(state);
  return (
    <Popover
      isOpen={isOpen}
      label="Export"
      anchor={
        <Button
          tone="quiet"
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.peek())}
        >
          Export ▾
        </Button>
      }
    >
      {exported === undefined ? (
        <p class="profile-export__what muted">There is nothing to export yet.</p>
      ) : (
        <>
          <dl class="profile-export__what">
            <dt>{exported.before === undefined ? 'Exports' : 'After'}</dt>
            <dd>{wordsOf(exported.side)}</dd>
            {exported.before === undefined ? undefined : (
              <>
                <dt>Before</dt>
                <dd>
                  {wordsOf(exported.before)}
                  {exported.isRaw ? ', as it is' : ', scaled to the same whole'}
                </dd>
              </>
            )}
          </dl>
          <ul class="profile-export">
            {formats.map(({ format, label, hint }) => (
              <li key={format}>
                <a href={exportUrl(exported, format)} download>
                  {label}
                </a>
                <small class="faint">{hint}</small>
              </li>
            ))}
          </ul>
          <p class="profile-export__what faint">
            Stacks are whole: zoom, search, hidden frames and the turn of the tree stay on the page.
          </p>
        </>
      )}
    </Popover>
  );
}
