import { clampLatency } from './latency.ts';

/** What an `x-le` tag says: the span is an endpoint, or there is one of its own with these figures. */
export type LogicEndpoint =
  | { readonly kind: 'span' }
  | {
      readonly kind: 'own';
      readonly name: string;
      readonly latencyMs: number;
      readonly ok: boolean;
    };

/**
 * Parses `{"logic-span":true}`, which only local spans may say, or `{"name":…,"latency":…,"status":…}`; undefined where
 * the text is neither.
 */
export function parseLogicEndpoint(text: string, isLocal: boolean): LogicEndpoint | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (isLocal && readFlag(fields['logic-span']) === true) return { kind: 'span' };
  const name = typeof fields.name === 'number' ? String(fields.name) : fields.name;
  const latencyMs = Number(fields.latency ?? NaN);
  const ok = readFlag(fields.status);
  if (typeof name !== 'string' || Number.isNaN(latencyMs) || ok === undefined) return undefined;
  return { kind: 'own', name, latencyMs: clampLatency(Math.trunc(latencyMs)), ok };
}

/** Agents write booleans as such, or as text. */
function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  return undefined;
}
