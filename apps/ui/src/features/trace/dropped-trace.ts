/** A trace that came as a file. It is handed from the page on which it was dropped to the page that shows it. */

/** Stands in the address where a trace's id would. */
export const LOCAL_TRACE_ID = 'file';

let dropped: Uint8Array<ArrayBuffer> | undefined;

export function keepDroppedTrace(bytes: Uint8Array<ArrayBuffer>): void {
  dropped = bytes;
}

/** A copy of the file, so that the page can be left and come back to. */
export function takeDroppedTrace(): Uint8Array<ArrayBuffer> | undefined {
  return dropped?.slice();
}
