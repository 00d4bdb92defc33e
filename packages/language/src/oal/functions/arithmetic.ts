/** Java's division of whole numbers: towards zero, which is never -0. 0 where there is nothing to divide by. */
export function divideWhole(dividend: number, divisor: number): number {
  return divisor === 0 ? 0 : Math.trunc(dividend / divisor) + 0;
}

/** Ten-thousandths, cut off: 9,999 of 10,000 that succeeded are never all. */
export function tenThousandths(part: number, total: number): number {
  return divideWhole(part * 10_000, total);
}
