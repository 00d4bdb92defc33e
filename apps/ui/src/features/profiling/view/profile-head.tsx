import { hrefTo, navigate } from '../../../base/address.ts';
import { formatAgo, formatStamp } from '../../../base/format-time.ts';
import { valueOf } from '../../../base/loadable.ts';
import { servicePath } from '../../../base/path-id.ts';
import { signal } from '../../../base/signal.ts';
import { chosenOf } from '../../../model/profile/profile-facts.ts';
import { comparablesOf, subjectOfReference } from '../../../model/profile/tasks/profile-subject.ts';
import type { ProfileSubject } from '../../../model/profile/tasks/profile-subject.ts';
import {
  exportUrl,
  formatReference,
  parseReference,
  profilePath,
} from '../../../model/profile/tasks/reference.ts';
import type { ExportFormat } from '../../../model/profile/tasks/reference.ts';
import { everything } from '../../../model/profile/selection.ts';
import type { TaskList } from '../../../model/profile/tasks/task-list.ts';
import { weightText } from '../../../model/profile/weight-text.ts';
import { formatView } from '../../../model/profile/view-address.ts';
import { nowMs, zone } from '../../../model/page/url-state.ts';
import { Button } from '../../../widgets/button.tsx';
import { CopyButton } from '../../../widgets/copy-button.tsx';
import { Link } from '../../../widgets/link.tsx';
import { usePageTitle } from '../../../widgets/hooks/page-title.ts';
import { Picker } from '../../../widgets/fields/picker.tsx';
import { Popover } from '../../../widgets/panes/popover.tsx';
import { useOwned } from '../../../widgets/hooks/use-owned.ts';
import { openFeed } from '../open-feed.ts';
import type { ProfileState } from './profile-state.ts';

const compareIsOpen = signal(false);
const exportIsOpen = signal(false);

/** What the profile is of, what it is compared with, and the ways out of it. */
export function ProfileHead({ state }: { readonly state: ProfileState }) {
  const feed = useOwned(openFeed);
  const list = valueOf(feed.result.value);
  const subject = subjectOfReference(state.reference, list);
  const against = parseReference(state.view.value.against ?? '');
  usePageTitle(`${subject.title} profile`);
  return (
    <header class="profile-head">
      <h1 class="profile-head__title">
        <Link to="/profiling" class="muted" title="All profiles (g p)">
          Profiles
        </Link>
        <span class="faint" aria-hidden="true">
          ›
        </span>
        <SubjectText subject={subject} />
      </h1>
      {against === undefined ? undefined : (
        <Against state={state} subject={subjectOfReference(against, list)} />
      )}
      <Numbers state={state} />
      <div class="profile-head__tools">
        <Compare state={state} list={list} />
        <Export state={state} />
        <CopyButton label="Copy link" size="normal" text={() => window.location.href} />
      </div>
      <Notes state={state} />
    </header>
  );
}

function SubjectText({ subject }: { readonly subject: ProfileSubject }) {
  const { title, detail, instance, timeMs, serviceId } = subject;
  return (
    <>
      {serviceId === '' ? (
        <span class="profile-head__name" title={title}>
          {title}
        </span>
      ) : (
        <Link to={servicePath(serviceId)} class="profile-head__name" title={title}>
          {title}
        </Link>
      )}
      <small title={instance}>
        {[detail, instance].filter((text) => text !== '').join(' · ')}
        {timeMs === undefined ? '' : ` · ${formatStamp(timeMs, zone.value, 'minute')}`}
      </small>
    </>
  );
}

/** The other side of a comparison, the way to turn it round, and the way out of it. */
function Against({
  state,
  subject,
}: {
  readonly state: ProfileState;
  readonly subject: ProfileSubject;
}) {
  const isSame = state.view.value.against === formatReference(state.reference);
  return (
    <p class="profile-head__against">
      <span class="muted">against</span>
      {isSame ? <b>another time of the same</b> : <SubjectText subject={subject} />}
      <Button
        size="small"
        tone="quiet"
        title="Swap the sides"
        aria-label="Swap the sides"
        onClick={() => swapSides(state)}
      >
        ⇄
      </Button>
      <Button
        size="small"
        tone="quiet"
        aria-pressed={state.view.value.isRaw}
        title="Compare weights as they are, not as shares of their own whole"
        onClick={() => state.change({ isRaw: !state.view.peek().isRaw })}
      >
        Absolute
      </Button>
      <Button
        size="small"
        tone="quiet"
        title="Stop comparing"
        aria-label="Stop comparing"
        onClick={() =>
          state.change({ against: undefined, otherSide: everything, isRaw: false }, { push: true })
        }
      >
        ✕
      </Button>
    </p>
  );
}

/** The same picture from the other end: what was after is before. */
function swapSides(state: ProfileState): void {
  const view = state.view.peek();
  const other = parseReference(view.against ?? '');
  if (other === undefined) return;
  const turned = {
    ...view,
    side: view.otherSide,
    otherSide: view.side,
    against: formatReference(state.reference),
    stretch: undefined,
    span: undefined,
  };
  if (view.against === formatReference(state.reference)) {
    state.change(turned, { push: true });
    return;
  }
  const [path = '', query = ''] = profilePath(other).split('?');
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(formatView(turned)))
    if (value !== undefined && value !== '') parameters.set(name, value);
  navigate(hrefTo(`${path}?${parameters.toString()}`));
}

function Numbers({ state }: { readonly state: ProfileState }) {
  const picture = state.picture.value;
  if (picture === undefined) return undefined;
  const isSamples = picture.unit === 'count' || picture.unit === '';
  return (
    <dl class="profile-head__numbers">
      <div>
        <dt>{isSamples ? 'samples' : 'in all'}</dt>
        <dd>
          {isSamples
            ? weightText(picture.whole, 'count').replace(/ samples?$/, '')
            : weightText(picture.whole, picture.unit)}
        </dd>
      </div>
      {state.view.value.against === undefined ? undefined : (
        <div>
          <dt>before</dt>
          <dd>{weightText(picture.wholeBefore, picture.unit).replace(/ samples?$/, '')}</dd>
        </div>
      )}
    </dl>
  );
}

const sameValue = 'same';
const wholeValue = 'whole';

function Compare({
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
    compareIsOpen.value = false;
    const { side } = state.view.peek();
    const own = formatReference(state.reference);
    const isOwn = reference === sameValue || reference === wholeValue;
    const otherSide = {
      ...everything,
      event: side.event,
      type: side.type,
      ...(reference === sameValue ? { range: rangeBefore(state) } : {}),
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
      isOpen={compareIsOpen}
      label="Compare with"
      anchor={
        <Button
          aria-expanded={compareIsOpen.value}
          onClick={() => (compareIsOpen.value = !compareIsOpen.peek())}
        >
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

function Export({ state }: { readonly state: ProfileState }) {
  const facts = valueOf(state.facts.value);
  const chosen = facts === undefined ? undefined : chosenOf(facts, state.view.value.side);
  return (
    <Popover
      isOpen={exportIsOpen}
      label="Export"
      anchor={
        <Button
          tone="quiet"
          aria-expanded={exportIsOpen.value}
          onClick={() => (exportIsOpen.value = !exportIsOpen.peek())}
        >
          Export ▾
        </Button>
      }
    >
      <ul class="profile-export">
        {formats.map(({ format, label, hint }) => (
          <li key={format}>
            <a
              href={exportUrl(state.reference, format, {
                event: chosen?.event?.event,
                type: chosen?.type?.name,
              })}
              download
            >
              {label}
            </a>
            <small class="faint">{hint}</small>
          </li>
        ))}
      </ul>
    </Popover>
  );
}

/** What is not as it should be, in words. */
function Notes({ state }: { readonly state: ProfileState }) {
  const facts = valueOf(state.facts.value);
  const notes: string[] = [];
  const cut = facts?.truncated;
  if (cut !== undefined && cut.samples > 0)
    notes.push(
      `${cut.samples.toLocaleString('en')} samples were beyond the limits and are not in it.`,
    );
  if (cut !== undefined && cut.stacks > 0)
    notes.push(`${cut.stacks.toLocaleString('en')} stacks were cut at their innermost end.`);
  if (state.picture.value?.trees.some(({ isTruncated }) => isTruncated) === true)
    notes.push('The tree was too large to draw whole: what is deepest counts for its callers.');
  if (state.problem.value !== undefined) notes.push(state.problem.value);
  if (notes.length === 0) return undefined;
  return (
    <p class="loadable-note profile-head__notes" role="status">
      <b>Partial</b> {notes.join(' ')}
    </p>
  );
}
