import { useEffect, useRef } from 'preact/hooks';
import { messageOf, UiError } from '../../../base/errors.ts';
import { ProfileProblem } from '../../../model/profile/profile-protocol.ts';
import { formatReference } from '../../../model/profile/tasks/reference.ts';
import type { ProfileReference } from '../../../model/profile/tasks/reference.ts';
import { holdRefresh } from '../../../model/page/refresh.ts';
import { EmptyState, LoadingState } from '../../../widgets/empty-state.tsx';
import { Link } from '../../../widgets/link.tsx';
import { FlamePane } from './flame-pane.tsx';
import { ProfileHead } from './head/profile-head.tsx';
import { openProfileState } from './profile-state.ts';
import type { ProfileState } from './profile-state.ts';
import { ProfileTools } from './profile-tools.tsx';
import { SegmentPane } from './segment/segment-pane.tsx';
import { SymbolTable } from './table/symbol-table.tsx';
import { TimeStrips } from './time-strip.tsx';
import { useProfileKeys } from './use-profile-keys.ts';

/** A profile, looked at: what it is, what of it counts, the picture, and the table that says the same. */
export function ProfileScreen({ reference }: { readonly reference: ProfileReference }) {
  const state = useProfileState(reference);
  useEffect(holdRefresh, []);
  useProfileKeys(state);
  return (
    <div class="profile">
      <ProfileHead state={state} />
      <div class="profile__main">
        {reference.kind === 'trace' ? (
          <SegmentPane state={state} reference={reference} />
        ) : undefined}
        <Content key={formatReference(reference)} state={state} />
      </div>
    </div>
  );
}

/** The state of a profile, and of the next one when the reader goes from one request of a task to another. */
function useProfileState(reference: ProfileReference): ProfileState {
  const key = formatReference(reference);
  const held = useRef<{ readonly key: string; readonly state: ProfileState } | undefined>(
    undefined,
  );
  if (held.current?.key !== key) {
    held.current?.state.close();
    held.current = { key, state: openProfileState(reference) };
  }
  useEffect(() => () => held.current?.state.close(), []);
  return held.current.state;
}

function Content({ state }: { readonly state: ProfileState }) {
  const facts = state.facts.value;
  const other = state.otherFacts.value;
  const failed = facts.state === 'error' ? facts : other?.state === 'error' ? other : undefined;
  if (failed !== undefined) {
    return (
      <div class="profile__content profile__center">
        <EmptyState
          tone="error"
          title={messageOf(failed.error)}
          detail={remedyOf(failed.error)}
          onRetry={() => state.retry()}
        >
          <Link to="/profiling">All profiles</Link>
        </EmptyState>
      </div>
    );
  }
  if (facts.state !== 'ready') {
    return (
      <div class="profile__content profile__center">
        <LoadingState title="Reading the profile…" />
      </div>
    );
  }
  if (facts.value.samples === 0) {
    return (
      <div class="profile__content profile__center">
        <EmptyState
          title="Nothing was sampled"
          detail="The recording is whole, but no thread was caught at work: it may have been too short, or the service idle."
        />
      </div>
    );
  }
  return <Looking state={state} />;
}

function remedyOf(error: unknown): string | undefined {
  if (error instanceof ProfileProblem) return error.remedy;
  return error instanceof UiError ? error.entry.remedy : undefined;
}

function Looking({ state }: { readonly state: ProfileState }) {
  const { parts } = state.view.value;
  return (
    <div class="profile__content">
      <ProfileTools state={state} />
      <TimeStrips state={state} />
      {state.picture.value === undefined ? (
        <div class="profile__center profile__body">
          {state.problem.value === undefined ? (
            <LoadingState title="Adding it up…" />
          ) : (
            <EmptyState tone="error" title={state.problem.value} onRetry={() => state.retry()} />
          )}
        </div>
      ) : (
        <div class={`profile__body profile__body--${parts}`} aria-busy={state.isBusy.value}>
          <PictureMark />
          {parts === 'table' ? undefined : <FlamePane state={state} />}
          {parts === 'flame' ? undefined : <SymbolTable state={state} />}
        </div>
      )}
    </div>
  );
}

/** Marks the moment at which the first picture is on screen, for benches. */
function PictureMark() {
  useEffect(
    () =>
      void requestAnimationFrame(() =>
        requestAnimationFrame(() => performance.mark('profile-picture')),
      ),
    [],
  );
  return undefined;
}
