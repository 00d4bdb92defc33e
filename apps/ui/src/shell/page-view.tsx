import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { path } from '../base/address.ts';
import { messageOf } from '../base/errors.ts';
import type { PageProps } from '../base/page-props.ts';
import { matchRoute } from '../base/route-match.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { ErrorBoundary } from '../widgets/error-boundary.tsx';
import { NotFound } from './not-found.tsx';
import { routes } from './routes.ts';
import type { Route } from './routes.ts';

type Loaded =
  | { readonly kind: 'page'; readonly Page: FunctionComponent<PageProps> }
  | { readonly kind: 'failed'; readonly thrown: unknown };

const loadedPages = new Map<Route, Loaded>();

interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

function findRoute(at: string): Found | undefined {
  for (const route of routes) {
    const params = matchRoute(route.path, at);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

/** The page that the address names. The old page stays until the code of the new one is here. */
export function PageView() {
  const at = path.value;
  const found = findRoute(at);
  const [shown, setShown] = useState<{ readonly at: string; readonly found: Found } | undefined>(
    undefined,
  );
  const isLoaded = found !== undefined && loadedPages.has(found.route);
  useEffect(() => {
    if (found === undefined || isLoaded) return undefined;
    let isWanted = true;
    void found.route
      .load()
      .then(
        ({ Page }) => loadedPages.set(found.route, { kind: 'page', Page }),
        (thrown: unknown) => loadedPages.set(found.route, { kind: 'failed', thrown }),
      )
      .then(() => isWanted && setShown({ at, found }));
    return () => {
      isWanted = false;
    };
  }, [at]);
  if (found === undefined) return <NotFound path={at} />;
  const view = isLoaded ? { at, found } : shown;
  const loaded = view === undefined ? undefined : loadedPages.get(view.found.route);
  if (view === undefined || loaded === undefined) return undefined;
  if (loaded.kind === 'failed') return <PageFailed thrown={loaded.thrown} />;
  return (
    <ErrorBoundary key={view.at}>
      <loaded.Page params={view.found.params} />
    </ErrorBoundary>
  );
}

/** Code that cannot be fetched nearly always means that the server was upgraded under an open page. */
function PageFailed({ thrown }: { readonly thrown: unknown }) {
  return (
    <EmptyState
      tone="error"
      title="This page could not be fetched"
      detail={`${messageOf(thrown)} If the server was upgraded, a reload brings the new page.`}
      onRetry={() => window.location.reload()}
    />
  );
}
