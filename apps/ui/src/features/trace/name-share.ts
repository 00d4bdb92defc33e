/** The width of the name column, in percent: a habit of the reader's, so it is kept on this machine. */
const storeKey = 'stormpetrel.trace.names';
const shareMin = 15;
const shareMax = 75;

function clamp(share: number): number {
  return Math.min(shareMax, Math.max(shareMin, share));
}

/** The share that was kept; narrow screens begin with more, because names need it. */
export function preferredNameShare(): number {
  try {
    const kept = Number(window.localStorage.getItem(storeKey));
    if (kept >= shareMin && kept <= shareMax) return kept;
  } catch {
    // A blocked store: the default does.
  }
  return window.innerWidth < 700 ? 52 : 34;
}

/** Keeps a share within its bounds, and returns it. */
export function setPreferredNameShare(share: number): number {
  const kept = clamp(share);
  try {
    window.localStorage.setItem(storeKey, kept.toFixed(1));
  } catch {
    // As above.
  }
  return kept;
}
