import { cpus, totalmem } from 'node:os';

/** Prints rows as a Markdown table, ready for docs/benchmarks.md. */
export function printTable(
  title: string,
  rows: readonly Readonly<Record<string, string | number>>[],
): void {
  const columns = Object.keys(rows[0] ?? {});
  const cell = (value: string | number | undefined): string =>
    typeof value === 'number' ? significant(value) : (value ?? '');
  process.stdout.write(`\n### ${title}\n\n${machineLine()}\n\n`);
  process.stdout.write(`| ${columns.join(' | ')} |\n|${columns.map(() => '---|').join('')}\n`);
  for (const row of rows)
    process.stdout.write(`| ${columns.map((column) => cell(row[column])).join(' | ')} |\n`);
}

/** Three significant digits, thousands in k. */
export function significant(value: number): string {
  if (Math.abs(value) >= 10_000) return `${Number((value / 1000).toPrecision(3))} k`;
  return String(Number(value.toPrecision(3)));
}

/** What the figures were taken on. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `${day} · ${cpus().length} × ${model} · ${memoryGib} GiB · ${process.platform} · Node ${process.versions.node}`;
}

export function percentile(sorted: readonly number[], rank: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil((rank / 100) * sorted.length) - 1)] ?? 0;
}
