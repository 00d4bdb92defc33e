/** What a server under measurement tells the process that loads it. */
export interface BenchReport {
  readonly messages: number;
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

/** Announces the port, and answers each message of the parent with a report. */
export function serveBench(port: number, messages: () => number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const report: BenchReport = {
      messages: messages(),
      cpuMicros: user + system,
      rssBytes: process.memoryUsage.rss(),
    };
    process.send?.(report);
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.(port);
}
