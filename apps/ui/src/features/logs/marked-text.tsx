import { foundParts } from '../../model/log/found-parts.ts';

interface MarkedTextProps {
  readonly text: string;
  /** Texts to mark, whatever their case. */
  readonly words: readonly string[];
}

/** A text with what was searched for set off. */
export function MarkedText({ text, words }: MarkedTextProps) {
  const parts = foundParts(text, words);
  if (parts.length === 1 && parts[0]?.isFound === false) return <>{text}</>;
  return (
    <>
      {parts.map((part, index) =>
        part.isFound ? <mark key={index}>{part.text}</mark> : part.text,
      )}
    </>
  );
}
