/** The text of an alarm with places for what it is about: `{name}` and `{id}` (server-alarm-plugin, AlarmMessageFormatter). */
export interface MessageTemplate {
  format(name: string, id: string): string;
}

/** The name of the first place that there is not, instead of a template. Braces that are not closed are text. */
export function parseMessageTemplate(text: string): MessageTemplate | { readonly unknown: string } {
  const parts = text.split(/\{([^}]*)\}/);
  const unknown = parts.find((part, i) => i % 2 === 1 && part !== 'name' && part !== 'id');
  if (unknown !== undefined) return { unknown };
  return {
    format: (name, id) =>
      parts.map((part, i) => (i % 2 === 0 ? part : part === 'name' ? name : id)).join(''),
  };
}
