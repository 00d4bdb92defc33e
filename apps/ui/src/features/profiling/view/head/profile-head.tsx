import './profile-head.css';
import { hrefTo, navigate } from '../../../../base/address.ts';
import { formatStamp } from '../../../../base/format-time.ts';
import { valueOf } from '../../../../base/loadable.ts';
import { servicePath } from '../../../../base/path-id.ts';
import { chosenOf, eventLabel } from '../../../../model/profile/profile-facts.ts';
import { subjectOfReference } from '../../../../model/profile/tasks/profile-subject.ts';
import type { ProfileSubject } from '../../../../model/profile/tasks/profile-subject.ts';
import {
  formatReference,
  parseReference,
  profilePath,
} from '../../../../model/profile/tasks/reference.ts';
import { everything } from '../../../../model/profile/selection.ts';
import { weightText } from '../../../../model/profile/weight-text.ts';
import { formatView } from '../../../../model/profile/view-address.ts';
import { sourceLabel, sourceTracesPath } from '../../../../model/named-source.ts';
import { zone } from '../../../../model/page/url-state.ts';
import { Button } from '../../../../widgets/button.tsx';
import { CopyButton } from '../../../../widgets/copy-button.tsx';
import { Link } from '../../../../widgets/link.tsx';
import { usePageTitle } from '../../../../widgets/hooks/page-title.ts';
import { useOwned } from '../../../../widgets/hooks/use-owned.ts';
import { openFeed } from '../../open-feed.ts';
import { CompareMenu } from './compare-menu.tsx';
import { ExportMenu } from './export-menu.tsx';
import { otherSelection } from '../profile-state.ts';
import type { ProfileState } from '../profile-state.ts';

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
        <Traces state={state} subject={subject} />
        <CompareMenu state={state} list={list} />
        <ExportMenu state={state} />
        <CopyButton label="Copy link" size="normal" text={() => state.link()} />
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
  const other = state.otherFacts.value === undefined ? undefined : valueOf(state.otherFacts.value);
  if (facts !== undefined && other !== undefined) {
    const wanted = otherSelection(state.view.value, facts).event;
    const had = chosenOf(other, { event: wanted, type: undefined }).event?.event;
    if (wanted !== undefined && had !== undefined && wanted !== had)
      notes.push(
        `What it is compared with has no ${labelOf(wanted)}: its ${labelOf(had)} is shown.`,
      );
  }
  if (state.problem.value !== undefined) notes.push(state.problem.value);
  if (notes.length === 0) return undefined;
  return (
    <p class="loadable-note profile-head__notes" role="status">
      <b>Partial</b> {notes.join(' ')}
    </p>
  );
}

function labelOf(event: string): string {
  return eventLabel(event, undefined, false);
}

/** The requests of the same time: of the endpoint that a trace task is for, else of the instance or the service. */
function Traces({
  state,
  subject,
}: {
  readonly state: ProfileState;
  readonly subject: ProfileSubject;
}) {
  const facts = valueOf(state.facts.value);
  if (facts === undefined || !facts.isWallClock || subject.serviceName === '') return undefined;
  const { range } = state.view.value.side;
  const ranges = state.spanRanges.value;
  const startMs = ranges?.[0]?.[0] ?? facts.startMs + (range?.fromMs ?? 0);
  const endMs =
    ranges?.at(-1)?.[1] ?? (range === undefined ? facts.endMs : facts.startMs + range.toMs);
  const source = {
    service: subject.serviceName,
    normal: true,
    ...(subject.endpoint !== ''
      ? { endpoint: subject.endpoint }
      : subject.instance === ''
        ? {}
        : { instance: subject.instance }),
  };
  return (
    <Link
      to={sourceTracesPath(source, { startMs, endMs: Math.max(endMs, startMs + 1) })}
      class="button button--quiet"
      title={`Traces of ${sourceLabel(source)} in ${isWindow(state) ? 'this window' : 'this time'}`}
    >
      Traces
    </Link>
  );
}

function isWindow(state: ProfileState): boolean {
  return state.view.value.side.range !== undefined || state.spanRanges.value !== undefined;
}
