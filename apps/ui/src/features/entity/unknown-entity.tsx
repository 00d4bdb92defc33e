import { EmptyState } from '../../widgets/empty-state.tsx';
import { Link } from '../../widgets/link.tsx';
import { usePageTitle } from '../../widgets/hooks/page-title.ts';

/** An address whose id is none. */
export function UnknownEntity({ kind, id }: { readonly kind: string; readonly id: string }) {
  usePageTitle('Not found');
  return (
    <div class="page page--center">
      <h1 class="visually-hidden">Not found</h1>
      <EmptyState
        title={`This is not the id of ${/^[aei]/.test(kind) ? 'an' : 'a'} ${kind}`}
        detail={
          <>
            <code>{id}</code> <Link to="/services">All services</Link>
          </>
        }
      />
    </div>
  );
}
