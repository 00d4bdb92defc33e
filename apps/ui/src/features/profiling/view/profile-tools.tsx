import './profile-tools.css';
import '../../../widgets/fields/select.css';
import { signal } from '../../../base/signal.ts';
import { chosenOf, eventLabel } from '../../../model/profile/profile-facts.ts';
import type { NamedCount, ProfileFacts } from '../../../model/profile/profile-facts.ts';
import type { SideSelection } from '../../../model/profile/selection.ts';
import { shareText } from '../../../model/profile/weight-text.ts';
import type { FlameMode } from '../../../model/profile/view-address.ts';
import { codeOwners } from '../../../model/profile/code-name.ts';
import { valueOf } from '../../../base/loadable.ts';
import { Button } from '../../../widgets/button.tsx';
import { Popover } from '../../../widgets/panes/popover.tsx';
import { Segments } from '../../../widgets/panes/tabs.tsx';
import type { ProfileState } from './profile-state.ts';
import { ownerHues, ownerLabels } from './symbol-store.ts';
import { goToFound } from './use-profile-keys.ts';
import { ViewMenu } from './view-menu.tsx';

interface ToolsProps {
  readonly state: ProfileState;
}

/** What counts, how it is turned, what is looked for. */
export function ProfileTools({ state }: ToolsProps) {
  const view = state.view.value;
  const facts = valueOf(state.facts.value);
  if (facts === undefined) return undefined;
  const { event } = chosenOf(facts, view.side);
  return (
    <div class="profile-tools" role="toolbar" aria-label="Profile">
      <EventPicker
        label="Event"
        facts={facts}
        side={view.side}
        onChoose={(event, type) =>
          state.change(
            {
              side: { ...view.side, event, type },
              // The same of both: comparing CPU with allocation says nothing.
              ...(view.against === undefined
                ? {}
                : { otherSide: { ...view.otherSide, event, type } }),
              zoom: undefined,
              stretch: undefined,
            },
            { push: true },
          )
        }
      />
      <NamePicker
        label="Threads"
        isOpen={threadsAreOpen}
        names={event?.threads ?? []}
        chosen={view.side.threads}
        onChoose={(threads) => changeSide(state, { threads })}
      />
      <NamePicker
        label="States"
        isOpen={statesAreOpen}
        names={event?.states ?? []}
        wordOf={stateWord}
        chosen={view.side.states}
        onChoose={(states) => changeSide(state, { states })}
      />
      <Segments<FlameMode>
        label="Tree"
        choices={[
          { value: 'calls', label: 'Top down' },
          { value: 'callers', label: 'Bottom up' },
          { value: 'sandwich', label: 'Sandwich' },
        ]}
        value={view.mode}
        onChoose={(mode) => state.change({ mode, ...focusOf(state, mode), ...nowhere })}
      />
      <FindField state={state} />
      <span class="profile-tools__gap" />
      <Legend state={state} />
      <ViewMenu state={state} />
      <Segments
        label="Parts"
        choices={[
          { value: 'both', label: 'Both' },
          { value: 'flame', label: 'Flame' },
          { value: 'table', label: 'Table' },
        ]}
        value={view.parts}
        onChoose={(parts) => state.change({ parts })}
      />
    </div>
  );
}

const nowhere = { zoom: undefined, selected: undefined, stretch: undefined };
const threadsAreOpen = signal(false);
const statesAreOpen = signal(false);

function focusOf(state: ProfileState, mode: FlameMode) {
  const place = state.selected.peek();
  const tree = place === undefined ? undefined : state.picture.peek()?.trees[place.tree];
  if (mode !== 'sandwich' || place === undefined || tree === undefined) return {};
  return { focus: state.symbols.name(tree.symbol[place.row] as number) };
}

/** Threads and states are those of both sides where two are compared. */
function changeSide(state: ProfileState, part: Partial<SideSelection>): void {
  const { side, otherSide, against } = state.view.peek();
  state.change(
    {
      side: { ...side, ...part },
      ...(against === undefined ? {} : { otherSide: { ...otherSide, ...part } }),
    },
    { push: true },
  );
}

interface EventPickerProps {
  readonly label: string;
  readonly facts: ProfileFacts;
  readonly side: SideSelection;
  readonly onChoose: (event: string, type: string) => void;
}

function EventPicker({ label, facts, side, onChoose }: EventPickerProps) {
  const chosen = chosenOf(facts, side);
  const choices = facts.events.flatMap((event) =>
    event.types.map((type) => ({
      key: `${event.event}\n${type.name}`,
      event: event.event,
      type: type.name,
      text: eventLabel(event.event, type.name, event.types.length > 1),
    })),
  );
  const only = choices[0];
  if (choices.length <= 1)
    return <span class="profile-tools__event muted">{only?.text ?? ''}</span>;
  return (
    <select
      class="select"
      aria-label={label}
      value={`${chosen.event?.event}\n${chosen.type?.name}`}
      onChange={(event) => {
        const choice = choices.find(({ key }) => key === event.currentTarget.value);
        if (choice !== undefined) onChoose(choice.event, choice.type);
      }}
    >
      {choices.map(({ key, text }) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}

interface NamePickerProps {
  readonly label: string;
  readonly isOpen: typeof threadsAreOpen;
  readonly names: readonly NamedCount[];
  readonly chosen: readonly string[];
  readonly onChoose: (names: readonly string[]) => void;
  readonly wordOf?: (name: string) => string;
}

/** Some of many names, with how often each was met. Nothing where there is nothing to choose. */
function NamePicker({
  label,
  isOpen,
  names,
  chosen,
  onChoose,
  wordOf = (name) => (name === '' ? 'not known' : name),
}: NamePickerProps) {
  if (names.length <= 1 && chosen.length === 0) return undefined;
  const whole = names.reduce((sum, { count }) => sum + count, 0);
  const all = [
    ...names,
    ...chosen
      .filter((name) => !names.some((each) => each.name === name))
      .map((name) => ({ name, count: 0 })),
  ];
  const toggle = (name: string): void =>
    onChoose(chosen.includes(name) ? chosen.filter((it) => it !== name) : [...chosen, name]);
  const said =
    chosen.length === 0
      ? `All ${label.toLowerCase()}`
      : chosen.length === 1
        ? wordOf(chosen[0] ?? '')
        : `${chosen.length} ${label.toLowerCase()}`;
  return (
    <Popover
      isOpen={isOpen}
      label={label}
      align="start"
      anchor={
        <Button
          size="small"
          tone="quiet"
          aria-pressed={chosen.length > 0}
          aria-expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.peek())}
        >
          {said} ▾
        </Button>
      }
    >
      <ul class="profile-names">
        {all.map(({ name, count }) => (
          <li key={name}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={() => toggle(name)}
              />
              <span class="profile-names__name">{wordOf(name)}</span>
              <span class="faint">{shareText(whole > 0 ? count / whole : 0)}</span>
            </label>
          </li>
        ))}
      </ul>
      {chosen.length === 0 ? undefined : (
        <Button size="small" tone="quiet" onClick={() => onChoose([])}>
          All of them
        </Button>
      )}
    </Popover>
  );
}

/** `STATE_RUNNABLE` is how recordings write it. */
function stateWord(name: string): string {
  if (name === '') return 'not known';
  return name.startsWith('STATE_') ? name.slice(6).toLowerCase() : name;
}

function FindField({ state }: ToolsProps) {
  const text = state.view.value.find;
  const found = state.found.value;
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') goToFound(state, event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') {
      state.change({ find: '' });
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
    }
  };
  return (
    <search class="profile-find">
      <label class="field">
        <span class="visually-hidden">Search functions</span>
        <input
          id="profile-find"
          type="search"
          placeholder="Search: name or /pattern/"
          value={text}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={found?.problem !== undefined}
          onInput={(event) => state.change({ find: event.currentTarget.value })}
          onKeyDown={press}
        />
        {text === '' ? <kbd aria-hidden="true">/</kbd> : undefined}
        <output class="profile-find__count" aria-live="polite" title={found?.problem ?? ''}>
          {text.trim() === '' || found === undefined
            ? ''
            : found.problem !== undefined
              ? 'no pattern'
              : found.count === 0
                ? 'none'
                : `${shareText(found.share)} in ${found.count}`}
        </output>
      </label>
    </search>
  );
}

/** What the colours mean. */
function Legend({ state }: ToolsProps) {
  const { against, colour } = state.view.value;
  if (against !== undefined) {
    return (
      <span class="profile-legend" aria-label="Colours">
        <i class="profile-legend__less" /> less <i class="profile-legend__same" /> same{' '}
        <i class="profile-legend__more" /> more
      </span>
    );
  }
  if (colour === 'package') return undefined;
  return (
    <span class="profile-legend" aria-label="Colours">
      {codeOwners.map((owner) => (
        <span key={owner}>
          <i style={{ background: `var(--hue-${ownerHues[owner]})` }} /> {ownerLabels[owner]}
        </span>
      ))}
    </span>
  );
}
