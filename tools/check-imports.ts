/**
 * Holds the floors of the house: who may import whom. Run as `node tools/check-imports.ts`; exits 1 on a violation.
 *
 * A workspace sees only what stands in its row of `floors`; third-party packages must be in its own package.json, and
 * heavy ones only in the folder that `homes` names. Inside the page, features never import features, and only `model`
 * talks to the wire. Cycles are oxlint's to find (import/no-cycle).
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Workspace → workspaces it may import. Everything may import `base`; tests may import `testkit` as well. */
const floors: Readonly<Record<string, readonly string[]>> = {
  'packages/base': [],
  'packages/model': [],
  'packages/protocol': ['model'],
  'packages/language': ['model'],
  'packages/profile': [],
  'packages/outbound': [],
  'packages/storage': ['model'],
  'packages/pipeline': ['model', 'language', 'storage/api', 'profile'],
  'packages/alarm': ['model', 'language', 'storage/api', 'protocol', 'outbound'],
  'packages/exporter': ['model', 'language', 'storage/api', 'protocol', 'outbound'],
  'packages/receiver': ['model', 'protocol', 'pipeline'],
  'packages/query': ['model', 'language', 'storage/api', 'protocol', 'profile'],
  'packages/testkit': ['model'],
  'apps/server': [
    'model',
    'protocol',
    'language',
    'storage',
    'pipeline',
    'receiver',
    'query',
    'alarm',
    'exporter',
    'outbound',
    'profile',
  ],
  'apps/ui': ['profile'],
  e2e: [
    'model',
    'protocol',
    'language',
    'storage',
    'pipeline',
    'receiver',
    'query',
    'testkit',
    'ui',
    'alarm',
    'exporter',
    'outbound',
    'profile',
  ],
  bench: [
    'e2e',
    'model',
    'protocol',
    'language',
    'storage',
    'pipeline',
    'receiver',
    'query',
    'testkit',
    'alarm',
    'profile',
  ],
  tools: ['model', 'language', 'protocol'],
};

/** Tests may use more: a real store in the tests of those above it. */
const testFloors: Readonly<Record<string, readonly string[]>> = {
  'packages/pipeline': ['storage', 'protocol'],
  'packages/query': ['storage', 'pipeline'],
  'packages/receiver': ['storage', 'language'],
  'packages/alarm': ['storage', 'pipeline', 'query'],
  'packages/exporter': ['storage', 'pipeline'],
};

/** Heavy third-party packages and the only folders that may name them. */
const homes: Readonly<Record<string, readonly string[]>> = {
  graphql: ['packages/query/src/graphql', 'packages/protocol/src/graphql'],
  '@grpc/grpc-js': ['packages/outbound/src/grpc', 'e2e', 'bench'],
  '@platformatic/kafka': ['packages/exporter/src/kafka', 'e2e'],
  re2js: ['packages/language/src/kit'],
  'playwright-core': ['e2e', 'bench', 'tools', 'apps/ui/dev'],
  uplot: ['apps/ui/src/charts'],
};

/** A read of fewer files than this is a checker that sees nothing, not a clean tree. */
const filesMin = 100;

interface ImportEdge {
  readonly file: string;
  readonly specifier: string;
}

const files = globSync(
  ['packages/*/src/**/*.ts', 'apps/*/src/**/*.{ts,tsx}', '{e2e,bench,tools}/**/*.ts'],
  {
    exclude: ['**/node_modules/**', '**/dist/**', '**/.cache/**'],
  },
).map((file) => file.replaceAll('\\', '/'));

const violations = files.flatMap((file) => importsOf(file).flatMap((edge) => judge(edge) ?? []));
if (files.length < filesMin)
  violations.push(`read only ${files.length} files: is this the project's root?`);
for (const violation of violations) process.stderr.write(`${violation}\n`);
if (violations.length > 0) {
  process.stderr.write(
    'The floors stand in tools/check-imports.ts and docs/adr/0001: move the code, not the line.\n',
  );
  process.exitCode = 1;
} else process.stdout.write(`imports: ${files.length} files keep to their floors\n`);

function importsOf(file: string): ImportEdge[] {
  const { module, program } = parseSync(file, readFileSync(file, 'utf8'));
  const specifiers = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) =>
      found.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
  ];
  const source = readFileSync(file, 'utf8');
  for (const found of module.dynamicImports) {
    const literal = /^\s*(['"])(.+)\1\s*$/.exec(
      source.slice(found.moduleRequest.start, found.moduleRequest.end),
    );
    if (literal?.[2] !== undefined) specifiers.push(literal[2]);
  }
  void program;
  return [...new Set(specifiers)].map((specifier) => ({ file, specifier }));
}

function judge({ file, specifier }: ImportEdge): string | undefined {
  if (specifier.startsWith('node:')) {
    const inPage = file.startsWith('apps/ui/src/') && !isTest(file);
    return inPage ? `${file}: the page cannot import ${specifier}` : undefined;
  }
  if (specifier.startsWith('.')) return judgeRelative(file, specifier);
  if (specifier.startsWith('@stormpetrel/'))
    return judgeWorkspace(file, specifier.slice('@stormpetrel/'.length));
  return judgeThirdParty(file, specifier);
}

function judgeRelative(file: string, specifier: string): string | undefined {
  const target = relative('.', join(dirname(file), specifier)).replaceAll('\\', '/');
  const home = workspaceOf(file);
  if (target.startsWith(`${home}/`)) return judgePage(file, target);
  // End-to-end tests and benches start the programs, they do not import them.
  return `${file}: reaches out of ${home} to ${target}; import the package by its name`;
}

/** Inside the page: shell → features → charts, widgets, model → base. */
function judgePage(file: string, target: string): string | undefined {
  const from = /^apps\/ui\/src\/(\w+)(?:\/([\w-]+))?/.exec(file);
  const to = /^apps\/ui\/src\/(\w+)(?:\/([\w-]+))?/.exec(target);
  if (from === null || to === null || from[1] === to[1]) {
    const otherFeature = from?.[1] === 'features' && from[2] !== to?.[2];
    return otherFeature ? `${file}: a feature imports the feature ${to?.[2]}` : undefined;
  }
  const below: Readonly<Record<string, readonly string[]>> = {
    base: [],
    model: ['base'],
    charts: ['base', 'model'],
    // Canvases are drawn by charts; widgets only mount them.
    widgets: ['base', 'model', 'charts'],
    features: ['base', 'model', 'charts', 'widgets'],
    shell: ['base', 'model', 'charts', 'widgets', 'features'],
  };
  const allowed = below[from[1] ?? ''];
  if (allowed === undefined || allowed.includes(to[1] ?? '')) return undefined;
  return `${file}: ${from[1]} may not import ${to[1]}`;
}

function judgeWorkspace(file: string, name: string): string | undefined {
  const home = workspaceOf(file);
  const allowed = ['base', ...(floors[home] ?? [])];
  if (isTest(file)) allowed.push('testkit', ...(testFloors[home] ?? []));
  const fits = allowed.some((floor) => name === floor || name.startsWith(`${floor}/`));
  return fits ? undefined : `${file}: ${home} may not import @stormpetrel/${name}`;
}

function judgeThirdParty(file: string, specifier: string): string | undefined {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const allowedIn = homes[name];
  if (allowedIn !== undefined && !allowedIn.some((folder) => file.startsWith(`${folder}/`))) {
    return `${file}: ${name} is named only in ${allowedIn.join(', ')}`;
  }
  const home = workspaceOf(file);
  const manifest = readManifest(home === 'tools' ? '.' : home);
  const root = isTest(file) || home === 'tools' ? readManifest('.') : new Set<string>();
  return manifest.has(name) || root.has(name)
    ? undefined
    : `${file}: ${name} is not in ${home}/package.json`;
}

function readManifest(folder: string): ReadonlySet<string> {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const names = ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((field) =>
    Object.keys((manifest[field] ?? {}) as Record<string, string>),
  );
  return new Set(names);
}

function workspaceOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'packages' || parts[0] === 'apps'
    ? `${parts[0]}/${parts[1]}`
    : (parts[0] ?? '');
}

function isTest(file: string): boolean {
  return (
    /\.(test|fuzz\.test)\.tsx?$/.test(file) ||
    file.includes('/testdata/') ||
    file.includes('/testing/') ||
    file.includes('/contract/')
  );
}
