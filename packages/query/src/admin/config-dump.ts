/** What the server runs with, by SkyWalking's names, its secrets masked: `/debugging/config/dump`. */
import {
  type AdminReply,
  type AdminRequest,
  jsonAnswer,
  textAnswer,
  wantsJson,
} from './admin-request.ts';

export interface ConfigEntry {
  /** `core.default.restPort`: module, provider, key. */
  readonly name: string;
  readonly value: string;
  /** Masked whatever it is called. */
  readonly secret?: boolean;
}

const masked = '******';

/**
 * Names whose last part holds one of the words, in any case, are masked, and so are the user and password of an address.
 * Sorted by name.
 */
export function dumpConfig(
  request: AdminRequest,
  entries: readonly ConfigEntry[],
  maskWords: readonly string[],
): AdminReply {
  const words = maskWords.map((word) => word.toLowerCase());
  const rows = entries
    .map((entry): readonly [string, string] => [entry.name, maskedValue(entry, words)])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (wantsJson(request)) return jsonAnswer(Object.fromEntries(rows));
  return textAnswer(rows.map(([name, value]) => `${name}=${value}\n`).join(''));
}

function maskedValue(entry: ConfigEntry, words: readonly string[]): string {
  const key = entry.name.slice(entry.name.lastIndexOf('.') + 1).toLowerCase();
  if (entry.secret === true || words.some((word) => key.includes(word))) return masked;
  return entry.value.replaceAll(/(?<=:\/\/)[^/@\s]+(?=@)/g, masked);
}
