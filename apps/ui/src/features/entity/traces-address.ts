/** A bucket of a chart is opened as the traces of this much time. */
const lengthMs = 60_000;

/** The address of the traces around a bucket that was clicked, or only of those that failed. */
export function tracesAddress(
  filter: Readonly<Record<string, string>>,
  startMs: number,
  onlyFailed: boolean,
): string {
  const parameters = new URLSearchParams({
    ...filter,
    ...(onlyFailed ? { state: 'error' } : {}),
    t: `${startMs}..${startMs + lengthMs}`,
  });
  return `/traces?${parameters.toString()}`;
}
