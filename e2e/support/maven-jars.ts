import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An artifact with all that it needs to run, from Maven Central. Gives the folder of the jars; fetched once. */
export function mavenJars(groupId: string, artifactId: string, version: string): string {
  const folder = fileURLToPath(
    new URL(`../.cache/maven/${artifactId}-${version}`, import.meta.url),
  );
  const libs = join(folder, 'libs');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp)) return libs;
  mkdirSync(folder, { recursive: true });
  const dependency = `<groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version>`;
  writeFileSync(
    join(folder, 'pom.xml'),
    `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>` +
      `<groupId>stormpetrel</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>` +
      `<dependencies><dependency>${dependency}</dependency></dependencies></project>`,
  );
  const args = [
    '-q',
    '-B',
    'dependency:copy-dependencies',
    `-DoutputDirectory=${libs}`,
    '-DincludeScope=runtime',
  ];
  execFileSync('mvn', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(stamp, '');
  return libs;
}
