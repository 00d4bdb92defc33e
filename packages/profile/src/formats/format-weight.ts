const timesNs: Readonly<Record<string, number>> = {
  nanoseconds: 1,
  microseconds: 1e3,
  milliseconds: 1e6,
  seconds: 1e9,
};

/** A weight as people read it: `1.25 s`, `3.4 MB`, `1,200 samples`. */
export function formatWeight(value: number, unit: string): string {
  const ns = timesNs[unit];
  if (ns !== undefined) return scaled(value * ns, timeSteps);
  if (unit === 'bytes') return scaled(value, byteSteps);
  const plural = unit === 'count' || unit === '' ? 'samples' : unit;
  return `${Number(value.toPrecision(12)).toLocaleString('en-US')} ${value === 1 ? plural.replace(/s$/, '') : plural}`;
}

type Steps = readonly (readonly [factor: number, name: string])[];

const timeSteps: Steps = [
  [60e9, 'min'],
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
];
const byteSteps: Steps = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
  [1, 'B'],
];

function scaled(value: number, steps: Steps): string {
  const [factor, name] = steps.find(([least]) => Math.abs(value) >= least) ??
    steps.at(-1) ?? [1, ''];
  return `${Number((value / factor).toPrecision(3))} ${name}`;
}
