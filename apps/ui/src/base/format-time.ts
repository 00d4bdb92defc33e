/**
 * Times in a chosen zone. Inside, a time is always milliseconds since the epoch; a zone is an IANA name and only matters
 * here, where a time becomes text.
 */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Zones are few, but the text comes from the address bar. */
const formatCountMax = 64;

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  if (formats.size >= formatCountMax) formats.clear();
  formats.set(zone, made);
  return made;
}

/** The fields of a time on the wall clock of a zone. */
export interface WallTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** Zones that runtimes still list by the names of old atlases; people look for the present ones. */
const presentNames: Readonly<Record<string, string>> = {
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** Every zone that the runtime knows, UTC first, by its present name. */
export function listZones(): readonly string[] {
  const names = Intl.supportedValuesOf('timeZone').map((name) => presentNames[name] ?? name);
  return [...new Set(['UTC', ...names.filter(isZone)])];
}

/** True when the runtime knows the zone. */
export function isZone(zone: string): boolean {
  try {
    formatFor(zone);
    return true;
  } catch {
    return false;
  }
}

export function wallTime(timeMs: number, zone: string): WallTime {
  const fields: Record<string, number> = {};
  for (const part of formatFor(zone).formatToParts(timeMs)) fields[part.type] = Number(part.value);
  return {
    year: fields['year'] ?? 0,
    month: fields['month'] ?? 1,
    day: fields['day'] ?? 1,
    hour: fields['hour'] ?? 0,
    minute: fields['minute'] ?? 0,
    second: fields['second'] ?? 0,
    millisecond: ((timeMs % 1000) + 1000) % 1000,
  };
}

/** How far the zone's wall clock is ahead of UTC at that time. */
export function zoneOffsetMs(timeMs: number, zone: string): number {
  const wall = wallTime(timeMs, zone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return asUtc - Math.floor(timeMs / 1000) * 1000;
}

/** The time at which the zone's wall clock shows these fields (the earlier one when a clock change shows it twice). */
export function timeOfWall(wall: Omit<WallTime, 'millisecond'>, zone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  const first = asUtc - zoneOffsetMs(asUtc, zone);
  return asUtc - zoneOffsetMs(first, zone);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `14:03:27.412`, or with fewer parts. */
export function formatClock(
  timeMs: number,
  zone: string,
  parts: 'minute' | 'second' | 'ms' = 'second',
): string {
  const wall = wallTime(timeMs, zone);
  const minute = `${two(wall.hour)}:${two(wall.minute)}`;
  if (parts === 'minute') return minute;
  const second = `${minute}:${two(wall.second)}`;
  return parts === 'second' ? second : `${second}.${String(wall.millisecond).padStart(3, '0')}`;
}

const monthNames = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** `22 Nov`. */
export function formatDay(timeMs: number, zone: string): string {
  const wall = wallTime(timeMs, zone);
  return `${wall.day} ${monthNames[wall.month - 1] ?? ''}`;
}

/** `2026-11-22 14:03:27.412`: for tables, titles and copying. */
export function formatStamp(
  timeMs: number,
  zone: string,
  parts: 'minute' | 'second' | 'ms' = 'second',
): string {
  const wall = wallTime(timeMs, zone);
  return `${wall.year}-${two(wall.month)}-${two(wall.day)} ${formatClock(timeMs, zone, parts)}`;
}

/** `14:03:27`, or `2026-11-21 14:03:27` where that is not the day of `presentMs`. */
export function formatMoment(timeMs: number, presentMs: number, zone: string): string {
  const stamp = formatStamp(timeMs, zone);
  return stamp.slice(0, 10) === formatStamp(presentMs, zone).slice(0, 10) ? stamp.slice(11) : stamp;
}

/** `2026-11-22 14:49:18 – 14:51:06`; the end has its day where that is another one. */
export function formatStampSpan(startMs: number, endMs: number, zone: string): string {
  const start = formatStamp(startMs, zone);
  const end = formatStamp(endMs, zone);
  return `${start} – ${start.slice(0, 10) === end.slice(0, 10) ? end.slice(11) : end}`;
}

const agoSteps: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
];

/** `3 min ago`, `in 2 h`, `now`. */
export function formatAgo(timeMs: number, nowMs: number): string {
  const distanceMs = Math.abs(nowMs - timeMs);
  const step = agoSteps.find(([sizeMs]) => distanceMs >= sizeMs);
  if (step === undefined) return 'now';
  const text = `${Math.floor(distanceMs / step[0])} ${step[1]}`;
  return timeMs <= nowMs ? `${text} ago` : `in ${text}`;
}

/** `UTC+05:30` for a zone at a time. */
export function formatOffset(timeMs: number, zone: string): string {
  const minutes = Math.round(zoneOffsetMs(timeMs, zone) / 60_000);
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
