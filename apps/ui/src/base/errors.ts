/** What can go wrong between the page and the server, and what the reader can do about it. */
export interface UiErrorEntry {
  readonly code: string;
  readonly meaning: string;
  readonly remedy: string;
}

export const uiErrors = {
  unreachable: {
    code: 'UI_UNREACHABLE',
    meaning: 'The server did not answer.',
    remedy: 'Check that Stormpetrel runs and that the network lets this page reach it.',
  },
  status: {
    code: 'UI_STATUS',
    meaning: 'The server answered with a status that is not a success.',
    remedy: 'The server log says why; a 401 or 403 means that you have to sign in.',
  },
  answer: {
    code: 'UI_ANSWER',
    meaning: 'The answer was not what the protocol says.',
    remedy: 'A proxy may answer in place of the server. Look at the answer in the network panel.',
  },
  refused: {
    code: 'UI_REFUSED',
    meaning: 'The server refused the query.',
    remedy: 'The message names the field; a server older than this page is the usual cause.',
  },
} as const satisfies Record<string, UiErrorEntry>;

/** An error that a person meets on the page. */
export class UiError extends Error {
  override readonly name = 'UiError';
  readonly entry: UiErrorEntry;

  constructor(entry: UiErrorEntry, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.entry = entry;
  }
}

/** The message of anything thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
