import { windowText } from '../../model/named-source.ts';
import type { TimeSpan } from '../../model/page/time-window.ts';

/** The address of the traces of a bucket that was clicked, or only of those that failed. */
export function tracesAddress(
  filter: Readonly<Record<string, string>>,
  bucket: TimeSpan,
  onlyFailed: boolean,
): string {
  const parameters = new URLSearchParams({
    ...filter,
    ...(onlyFailed ? { state: 'error' } : {}),
    t: windowText(bucket),
  });
  return `/traces?${parameters.toString()}`;
}
