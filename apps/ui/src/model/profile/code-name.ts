/**
 * What a name of a function tells of itself, whatever language wrote it: a short form to write into a narrow bar, the
 * package or module that decides its colour, and whose code it is.
 */
import { FrameKind } from '@stormpetrel/profile';

/** Whose code a function is. */
export const codeOwners = ['own', 'library', 'runtime', 'native', 'kernel'] as const;
export type CodeOwner = (typeof codeOwners)[number];

export interface CodePlace {
  readonly name: string;
  readonly module: string | undefined;
  readonly file: string | undefined;
  readonly kind: FrameKind;
}

/** `shop.order.PriceService.quote` → `PriceService.quote`; `net/http.(*conn).serve` → `http.(*conn).serve`. */
export function shortName(name: string): string {
  const plain = withoutArguments(name);
  const path = plain.slice(plain.lastIndexOf('/') + 1);
  if (path !== plain) return path.replace('.py.', '.');
  const scope = /(?:^|::)([^:]+::[^:]+)$/.exec(plain);
  if (scope !== null) return scope[1] ?? plain;
  const parts = plain.split('.');
  return parts.length > 2 ? parts.slice(-2).join('.') : plain;
}

function withoutArguments(name: string): string {
  // Go writes receivers in parentheses, `(*conn).serve`: only what ends in one is a list of arguments.
  const open = name.indexOf('(');
  return open > 0 && name.endsWith(')') ? name.slice(0, open) : name;
}

/** The package or module: what the source says, or what the name begins with. Empty where neither tells. */
export function packageOf({ name, module, file, kind }: CodePlace): string {
  if (module !== undefined && module !== '') return module.slice(module.lastIndexOf('/') + 1);
  if (kind === FrameKind.kernel) return 'kernel';
  const plain = withoutArguments(name);
  const slash = plain.lastIndexOf('/');
  if (slash >= 0) {
    // A path and then `package.Function` or `file.py.function`.
    const dot = plain.indexOf('.', slash);
    const path = dot < 0 ? plain : plain.slice(0, dot);
    return libraryOfPath(path) ?? path;
  }
  const scope = plain.lastIndexOf('::');
  if (scope > 0) return plain.slice(0, plain.indexOf('::'));
  const parts = plain.split('.');
  if (parts.length >= 3) return javaPackage(parts);
  if (parts.length === 2) return parts[0] ?? '';
  return file === undefined ? '' : (libraryOfPath(file) ?? folderOf(file));
}

/** Parts before the first that begins with a capital letter, at most two of them: `org.springframework`, `java.util`. */
function javaPackage(parts: readonly string[]): string {
  const type = parts.findIndex((part, index) => index > 0 && /^[A-Z]/.test(part));
  const depth = type > 0 ? type : parts.length - 1;
  return parts.slice(0, Math.min(2, depth)).join('.');
}

/** `…/site-packages/flask/app` → `flask`. */
function libraryOfPath(path: string): string | undefined {
  return /(?:site-packages|dist-packages|node_modules)\/((?:@[^/]+\/)?[^/.]+)/.exec(path)?.[1];
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}

const runtimePattern =
  /^(?:java|javax|jdk|sun|kotlin|scala|com\.sun|jdk\.internal)\.|^(?:runtime|reflect|sync|syscall|internal|net|io|os|bufio|bytes|strings|strconv|encoding|crypto|compress|sort|time|fmt|context|math|unicode|database\/sql)[./]|^node:|^(?:asyncio|threading|socketserver|selectors|json|logging|importlib|_bootstrap)\b/;
const libraryPattern =
  /^(?:org\.(?:springframework|apache|hibernate|eclipse|jboss|slf4j|postgresql|mariadb)|io\.(?:netty|grpc|micrometer|undertow|vertx|reactivex)|com\.(?:fasterxml|google|mysql|zaxxer|github|squareup|alibaba)|reactor|ch\.qos|okhttp3|redis\.clients)\.|^(?:github\.com|gopkg\.in|google\.golang\.org|go\.uber\.org|golang\.org)\//;

/** Whose code it is, as far as its name, file and kind tell. */
export function ownerOf({ name, module, file, kind }: CodePlace): CodeOwner {
  if (kind === FrameKind.kernel) return 'kernel';
  if (kind === FrameKind.native || kind === FrameKind.cpp) return 'native';
  const place = `${file ?? ''} ${module ?? ''} ${name}`;
  if (/(?:site-packages|dist-packages|node_modules)\//.test(place)) return 'library';
  if (runtimePattern.test(name) || /\/lib\/python\d|\/usr\/local\/go\/src\//.test(place))
    return 'runtime';
  return libraryPattern.test(name) ? 'library' : 'own';
}
