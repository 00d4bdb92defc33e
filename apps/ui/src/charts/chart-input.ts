import type { UnitKind } from '../base/format-number.ts';

export interface ChartLine {
  readonly key: string;
  readonly label: string;
  /** A token such as `--series-1`. */
  readonly token: string;
  readonly points: readonly (number | undefined)[];
  /** A ghost is thin and dashed: the window before. `thin` is for the outliers of a band. */
  readonly role?: 'line' | 'thin' | 'ghost';
  readonly isFilled?: boolean;
}

/** Something that happened while the lines were drawn. */
export interface ChartMark {
  readonly startMs: number;
  /** Undefined for a moment. */
  readonly endMs: number | undefined;
  readonly isError: boolean;
  readonly name: string;
  /** Where, and what it says. */
  readonly text: string;
}

export interface TimeChartInput {
  /** What the chart shows, for readers. */
  readonly label: string;
  readonly kind: UnitKind;
  readonly timesMs: readonly number[];
  readonly stepMs: number;
  readonly zone: string;
  readonly lines: readonly ChartLine[];
  /** The area between two lines, by their keys, in the colour of the lower one. */
  readonly band?: { readonly upper: string; readonly lower: string };
  /** A bound, drawn as a line with its words. */
  readonly threshold?: { readonly value: number; readonly label: string };
  readonly marks?: readonly ChartMark[];
  /** From here on the bucket is still being filled. */
  readonly fillingFromMs?: number | undefined;
  readonly syncKey?: string;
  readonly heightPx?: number;
  readonly onZoom?: (startMs: number, endMs: number) => void;
  /** A click on a bucket. */
  readonly onPick?: (startMs: number) => void;
}
