import { decodeText } from './span-tags.ts';

/**
 * The draw of a trace in the lottery of sampling, in [0, 10,000): all segments of a trace have the same on all servers
 * (agent-analyzer, TraceSegmentSampler: Java's hash of the trace id).
 */
export function traceDraw(arena: Uint8Array, start: number, end: number): number {
  let hash = 0;
  for (let i = start; i < end; i++) {
    const byte = arena[i] as number;
    if (byte >= 0x80) return drawOf(hashOf(decodeText(arena, start, end)));
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  return drawOf(hash);
}

function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function drawOf(hash: number): number {
  return Math.abs(hash) % 10_000;
}
