/** Colours of drawings that stand alone, light and dark: those of the page. */

export const hues = 12;

const lightHues = [
  '#f3ddc0',
  '#ebe3b4',
  '#dde8b7',
  '#c6e6c7',
  '#bde6d8',
  '#bce5e8',
  '#bfe1f3',
  '#cbdbf9',
  '#d6d5f8',
  '#e1d1f4',
  '#eccfee',
  '#f3cfe2',
];
const darkHues = [
  '#5c4222',
  '#544a1c',
  '#46521d',
  '#2c5430',
  '#225446',
  '#205257',
  '#234d66',
  '#304670',
  '#3d3f72',
  '#4b396c',
  '#573760',
  '#5f3650',
];

/** What a comparison has steps of on either side of grey. */
const deltaSteps = 6;

/** The colours of the page for less, more and equal, over its ground. */
const deltaColours = {
  light: { less: 0x2b5fb3, more: 0xb5500f, equal: 0x5b6b73, ground: 0xeceff0 },
  dark: { less: 0x7fb0ff, more: 0xf2925a, equal: 0x8b9ba3, ground: 0x0b1114 },
} as const;

interface Classes {
  readonly light: readonly string[];
  readonly dark: readonly string[];
  readonly prefix: string;
}

export const hueClasses: Classes = { light: lightHues, dark: darkHues, prefix: 'h' };

export const deltaClasses: Classes = {
  light: deltaHues('light'),
  dark: deltaHues('dark'),
  prefix: 'd',
};

export function styleOf({ light, dark, prefix }: Classes): string {
  const fills = (colours: readonly string[]): string =>
    colours.map((colour, at) => `.${prefix}${at}{fill:${colour}}`).join('');
  return [
    'text{font:11px ui-monospace,"JetBrains Mono",Menlo,Consolas,monospace;fill:#14232b}',
    '.head{font:600 14px system-ui,Inter,sans-serif}',
    `.page{fill:#fff}.all{fill:#d3dadd}${fills(light)}`,
    '@media(prefers-color-scheme:dark){',
    `text{fill:#e4ecee}.page{fill:#162127}.all{fill:#2a3940}${fills(dark)}`,
    '}',
  ].join('');
}

/** The class of a row by what it weighed before and after: the change is a share of the larger of both. */
export function deltaStyle(before: number, after: number): string {
  const larger = Math.max(before, after);
  const part = larger <= 0 ? 0 : Math.max(-1, Math.min(1, (after - before) / larger));
  const step = Math.round(Math.sign(part) * Math.abs(part) ** 0.7 * deltaSteps);
  return `d${step + deltaSteps}`;
}

function deltaHues(theme: keyof typeof deltaColours): readonly string[] {
  const { less, more, equal, ground } = deltaColours[theme];
  return Array.from({ length: 2 * deltaSteps + 1 }, (_, at) => {
    const step = at - deltaSteps;
    if (step === 0) return mixed(equal, ground, 0.24);
    return mixed(step < 0 ? less : more, ground, 0.16 + 0.39 * (Math.abs(step) / deltaSteps));
  });
}

/** So much of one colour over another. */
function mixed(over: number, under: number, share: number): string {
  const channel = (shift: number): string =>
    Math.round(((over >> shift) & 255) * share + ((under >> shift) & 255) * (1 - share))
      .toString(16)
      .padStart(2, '0');
  return `#${channel(16)}${channel(8)}${channel(0)}`;
}
