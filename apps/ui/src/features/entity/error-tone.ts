/** From here on failed calls are shown as an error, and from the lower one on as a warning. */
const errorPercentHigh = 1;
const errorPercentSome = 0.1;

/** The class of an error share: colour only where there is something to see. */
export function errorTone(percent: number | undefined): string {
  if (percent === undefined || percent < errorPercentSome) return '';
  return percent >= errorPercentHigh ? 'is-error is-strong' : 'is-warn';
}
