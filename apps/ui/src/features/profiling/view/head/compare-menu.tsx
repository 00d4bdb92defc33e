import { formatAgo } from '../../../../base/format-time.ts';
import { valueOf } from '../../../../base/loadable.ts';
import { signal } from '../../../../base/signal.ts';
import { nowMs } from '../../../../model/page/url-state.ts';
import { chosenOf } from '../../../../model/profile/profile-facts.ts';
import { comparablesOf } from '../../../../model/profile/tasks/profile-subject.ts';
import { formatReference } from '../../../../model/profile/tasks/reference.ts';
import type { TaskList } from '../../../../model/profile/tasks/task-list.ts';
import { Button } from '../../../../widgets/button.tsx';
import { Picker } from '../../../../widgets/fields/picker.tsx';
import { Popover } from '../../../../widgets/panes/popover.tsx';
import type { ProfileState } from '../profile-state.ts';

const isOpen = signal(false);
const sameValue = 'same';
const wholeValue = 'whole';

/** What it can be laid beside: other profiles, or another time of its own. */
export function CompareMenu({
  state,
  list,
}: {
  readonly state: ProfileState;
  readonly list: TaskList | undefined;
}) {
  const choices = list === undefined ? [] : comparablesOf(state.reference, list);
  const facts = valueOf(state.facts.value);
  const hasTimes = facts !== undefined && facts.endMs > facts.startMs;
  const compare = (reference: string): void => {
    isOpen.value = false;
    const { side } = state.view.peek();
    const facts = valueOf(state.facts.peek());
    const chosen = facts === undefined ? undefined : chosenOf(facts, side);
    const own = formatReference(state.reference);
    const isOwn = reference === sameValue || reference === wholeValue;
    // The same threads and states of the same event: else the difference is that of the choice.
    const otherSide = {
      ...side,
      event: chosen?.event?.event ?? side.event,
      type: chosen?.type?.name ?? side.type,
      range: reference === sameValue ? rangeBefore(state) : undefined,
    };
    state.change(
      { against: isOwn ? own : reference, otherSide, order: 'weight', stretch: undefined },
      { push: true },
    );
  };
  const options = [
    ...(hasTimes
      ? [
          { value: sameValue, label: 'The time before the window', hint: 'this recording' },
          { value: wholeValue, label: 'All of this recording', hint: 'then choose two windows' },
        ]
      : []),
    ...choices.map(({ reference, subject }) => ({
      value: reference,
      label: subject.title,
      hint: [
        subject.detail,
        subject.instance,
        subject.timeMs === undefined ? '' : formatAgo(subject.timeMs, nowMs.value),
      ]
        .filter((text) => text !== '')
        .join(' · '),
    })),
  ];
  return (
    <Popover
      isOpen={isOpen}
      label="Compare with"
      anchor={
        <Button aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.peek())}>
          Compare with…
        </Button>
      }
    >
      <div class="profile-compare">
        {options.length === 0 ? (
          <p class="muted">There is nothing else yet: run another task, or drop a file.</p>
        ) : (
          <Picker
            label="What it was before"
            options={options}
            value={state.view.value.against}
            onPick={compare}
          />
        )}
      </div>
    </Popover>
  );
}

/** As much time as the window has, right before it; without a window the first half. */
function rangeBefore(state: ProfileState) {
  const facts = valueOf(state.facts.peek());
  const lengthMs = facts === undefined ? 0 : facts.endMs - facts.startMs;
  const { range } = state.view.peek().side;
  if (range === undefined) return { fromMs: 0, toMs: Math.max(1, lengthMs / 2) };
  const fromMs = Math.max(0, range.fromMs - (range.toMs - range.fromMs));
  return range.fromMs > fromMs
    ? { fromMs, toMs: range.fromMs }
    : { fromMs: range.toMs, toMs: Math.max(range.toMs + 1, lengthMs) };
}
