import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState, type ReactNode } from 'react';
import { queryClient } from '../api/query_client';
import { EmptyState, Loading } from '../components/states';
import { translateAwsHash } from '../model/deep_links';
import type { Page } from '../pages';
import { Catch } from './catch';
import { Header } from './header';
import { Link } from './link';
import { addressOf, matchPath, navigate, PathParameters, useLocation } from './router';

/** `tools` stand at the right of the header. */
export function App({ pages, tools }: { pages: Page[]; tools: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <Header pages={pages} tools={tools} />
      <main id="content" tabIndex={-1}>
        <CurrentPage pages={pages} />
      </main>
    </QueryClientProvider>
  );
}

// Where AWS's own console has these pages; which one is in the hash.
const AWS_PATHS = ['/xray/home', '/cloudwatch/home'];

function CurrentPage({ pages }: { pages: Page[] }) {
  const [routes] = useState(() => pages.map((page) => ({ page, Component: lazy(page.load) })));
  const { path, hash } = useLocation();
  const target = translateAwsHash(hash) ?? (AWS_PATHS.includes(path) ? '/' : undefined);
  useEffect(() => {
    if (target !== undefined) navigate(target, { replace: true });
  }, [target]);
  const match = useMemo(() => {
    for (const route of routes) {
      const parameters = matchPath(route.page.path, path);
      if (parameters) return { ...route, parameters };
    }
    return undefined;
  }, [routes, path]);
  useTitle(match?.page);
  if (target !== undefined) return null;
  if (!match) return <NotFound />;
  return (
    <PathParameters value={match.parameters}>
      <Catch key={match.page.path}>
        <Suspense fallback={<Loading />}>
          <match.Component />
        </Suspense>
      </Catch>
    </PathParameters>
  );
}

/** Pages without a label name the window themselves. */
function useTitle(page: Page | undefined) {
  useEffect(() => {
    if (page?.label) document.title = `${page.label} · X-Ray emulator`;
  }, [page]);
}

function NotFound() {
  return (
    <div className="page">
      <h1>No such page</h1>
      <EmptyState title="There is nothing at this address">
        <Link href={addressOf('/traces')}>Go to the traces</Link>
      </EmptyState>
    </div>
  );
}
