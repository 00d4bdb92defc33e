/** Counts over time as bars the height of a line of text. */
export function Sparkline({ counts }: { readonly counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  const path = counts
    .map((count, at) => {
      const height = count === 0 ? 0 : Math.max(6, (count / most) * 100);
      return `M${at} 100v${-height}h0.8v${height}z`;
    })
    .join('');
  return (
    <svg
      class="pattern-spark"
      viewBox={`0 0 ${Math.max(1, counts.length)} 100`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
