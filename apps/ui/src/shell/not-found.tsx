import { EmptyState } from '../widgets/empty-state.tsx';
import { Link } from '../widgets/link.tsx';
import { usePageTitle } from '../widgets/hooks/page-title.ts';

export function NotFound({ path }: { readonly path: string }) {
  usePageTitle('Not found');
  return (
    <div class="page page--center">
      <h1 class="visually-hidden">Not found</h1>
      <EmptyState
        title="There is no page here"
        detail={
          <>
            <code>{path}</code> is not an address of Stormpetrel.{' '}
            <Link to="/services">All services</Link>
          </>
        }
      />
    </div>
  );
}
