import './profile-page.css';
import { path, search } from '../../../base/address.ts';
import { useMemo } from 'preact/hooks';
import { formatReference, referenceOfPath } from '../../../model/profile/tasks/reference.ts';
import { EmptyState } from '../../../widgets/empty-state.tsx';
import { Link } from '../../../widgets/link.tsx';
import { ProfileScreen } from './profile-screen.tsx';

/** One profile: `/profiling/task/<task>/<instance>`, `/profiling/upload/<id>`, `/profiling/trace/<task>?seg=<segment>`. */
export function Page() {
  const at = path.value;
  const segments = new URLSearchParams(search.value).getAll('seg');
  const reference = useMemo(() => referenceOfPath(at, segments), [at, segments.join(' ')]);
  if (reference === undefined) {
    return (
      <div class="page page--center">
        <h1 class="visually-hidden">Profile</h1>
        <EmptyState title="This address names no profile">
          <Link to="/profiling">All profiles</Link>
        </EmptyState>
      </div>
    );
  }
  // The requests of a task share a screen: its list stays where it is, and so does the focus.
  const subject = formatReference(
    reference.kind === 'trace' ? { ...reference, segments: [] } : reference,
  );
  return <ProfileScreen key={subject} reference={reference} />;
}
