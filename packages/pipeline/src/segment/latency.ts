/** Latencies are 32-bit to clients: clocks that jump must not make one that they cannot read. */
const latencyMaxMs = 0x7fff_ffff;

/** Whatever the clocks said: a number between the ends of 32 bits. */
export function clampLatency(latencyMs: number): number {
  if (latencyMs > latencyMaxMs) return latencyMaxMs;
  if (latencyMs < -latencyMaxMs) return -latencyMaxMs;
  return Number.isNaN(latencyMs) ? 0 : latencyMs;
}
