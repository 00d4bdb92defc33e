import { Link } from '../../widgets/link.tsx';

/** What is also known of an entity in this window. @param filter its ids by kind, as those pages take them. */
export function EntityLinks({ filter }: { readonly filter: Readonly<Record<string, string>> }) {
  const query = new URLSearchParams(filter).toString();
  return (
    <>
      <Link to={`/traces?${query}`} class="button button--quiet">
        Traces
      </Link>
      <Link to={`/logs?${query}`} class="button button--quiet">
        Logs
      </Link>
    </>
  );
}
