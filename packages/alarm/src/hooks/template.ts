/**
 * Templates as SkyWalking has them: Java's format strings with one argument, the alarm's message. `%s` and `%1$s` are the
 * message, `%%` is a percent sign, `%n` a line break; any other percent sign stands for itself.
 *
 * Templates that are JSON are parsed first and filled after, so that a message with quotes, line breaks or braces stays a text
 * and can not change the shape of what is sent.
 */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

export function fillText(template: string, message: string): string {
  return template.replace(/%(?:1\$)?s|%%|%n/g, (found) => {
    if (found === '%%') return '%';
    return found === '%n' ? '\n' : message;
  });
}

/** The object that the template is, or why it is none. */
export function parseJsonTemplate(
  template: string,
): { readonly value: JsonObject } | { readonly value?: undefined; readonly fault: string } {
  let value: JsonValue;
  try {
    value = JSON.parse(template) as JsonValue;
  } catch (thrown) {
    return { fault: `the template is not JSON${whereOf(String(thrown))}` };
  }
  return isObject(value) ? { value } : { fault: 'the template is not a JSON object' };
}

/** The place, or else the character, of a fault of JSON.parse; its whole text quotes the template, which may hold secrets. */
function whereOf(fault: string): string {
  const place = /at position \d+ \(line (\d+) column (\d+)\)/.exec(fault);
  if (place !== null) return `, line ${place[1]} column ${place[2]} of it`;
  const token = /Unexpected token '(.)'/su.exec(fault);
  return token === null ? '' : `, '${token[1]}' is not expected`;
}

/** The template with every text in it filled, and each that holds the message cut by `cut`. */
export function fillJson(
  template: JsonValue,
  message: string,
  cut: (text: string) => string,
): JsonValue {
  if (typeof template === 'string') {
    const filled = fillText(template, message);
    return filled === template ? template : cut(filled);
  }
  if (Array.isArray(template)) return template.map((item) => fillJson(item, message, cut));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [key, fillJson(value, message, cut)]),
  );
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** At most that many UTF-16 units, whole characters, with an ellipsis where something was cut. */
export function cutToLength(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  return `${wholeCharacters(text.slice(0, lengthMax - 1))}…`;
}

/** At most that many bytes of UTF-8, whole characters, with an ellipsis (three bytes) where something was cut. */
export function cutToBytes(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const room = new Uint8Array(bytesMax - 3);
  return `${text.slice(0, new TextEncoder().encodeInto(text, room).read)}…`;
}

function wholeCharacters(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}
