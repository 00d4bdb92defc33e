/** A GraphQL Duration by minutes around an instant, in UTC, the zone that test servers run in. */
export function minutesAround(
  timeMs: number,
  before: number,
  after: number,
): { start: string; end: string; step: string } {
  return {
    start: minuteText(timeMs - before * 60_000),
    end: minuteText(timeMs + after * 60_000),
    step: 'MINUTE',
  };
}

export function minuteText(timeMs: number): string {
  const iso = new Date(timeMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 13)}${iso.slice(14, 16)}`;
}
