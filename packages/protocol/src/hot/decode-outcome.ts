/** Why a hot decoder took a message, or did not. A number, because nothing may be made per message. */
export const DecodeOutcome = {
  ok: 0,
  /** A varint, length or tag is not sound, or a value runs past the end of its message. */
  malformed: 1,
  tooManySpans: 2,
  tooManyRefs: 3,
  tooManyTags: 4,
  tooManyLogTags: 5,
} as const;

export type DecodeOutcome = (typeof DecodeOutcome)[keyof typeof DecodeOutcome];

/** The outcome for a log line or a status text. */
export function decodeOutcomeText(outcome: DecodeOutcome): string {
  return texts[outcome];
}

const texts: Record<DecodeOutcome, string> = {
  [DecodeOutcome.ok]: 'ok',
  [DecodeOutcome.malformed]: 'not a sound protobuf message',
  [DecodeOutcome.tooManySpans]: 'too many spans in one segment',
  [DecodeOutcome.tooManyRefs]: 'too many references in one segment',
  [DecodeOutcome.tooManyTags]: 'too many tags in one segment',
  [DecodeOutcome.tooManyLogTags]: 'too many or too large tags in one log',
};
