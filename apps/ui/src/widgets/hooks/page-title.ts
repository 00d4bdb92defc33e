import { useEffect } from 'preact/hooks';

/** Sets the title of the tab while the component is on the page. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Stormpetrel' : `${title} · Stormpetrel`;
  }, [title]);
}
