import { useState } from 'preact/hooks';
import { isObject } from '../../model/log/log-content.ts';
import type { JsonValue } from '../../model/log/log-content.ts';
import { MarkedText } from './marked-text.tsx';

/** Members shown of one object or list before more have to be asked for, and how many come then: all might be a million. */
const membersShown = 50;
const membersMore = 500;
/** Objects and lists that lie deeper than this are folded at first. */
const openDepth = 2;

interface JsonTreeProps {
  readonly value: JsonValue;
  readonly words: readonly string[];
}

/** A JSON value whose objects and lists can be folded. */
export function JsonTree({ value, words }: JsonTreeProps) {
  return (
    <div class="json-tree mono">
      <Members value={value} words={words} depth={0} />
    </div>
  );
}

interface MembersProps extends JsonTreeProps {
  readonly depth: number;
}

function Members({ value, words, depth }: MembersProps) {
  const [shown, setShown] = useState(membersShown);
  const members = membersOf(value);
  if (members === undefined) return <Leaf value={value} words={words} />;
  return (
    <ul class="json-tree__members">
      {members.slice(0, shown).map(([name, each]) => (
        <li key={name}>
          <Member name={name} value={each} words={words} depth={depth} />
        </li>
      ))}
      {members.length > shown ? (
        <li>
          <button
            type="button"
            class="log-pane__link"
            onClick={() => setShown(shown + membersMore)}
          >
            {moreText(members.length - shown)}
          </button>
        </li>
      ) : undefined}
    </ul>
  );
}

function moreText(left: number): string {
  const all = left.toLocaleString('en');
  return left <= membersMore ? `${all} more` : `${membersMore} more of ${all}`;
}

/** What is folded is not made: JSON may be as deep as it is long. */
function Member({ name, value, words, depth }: MembersProps & { readonly name: string }) {
  const [isOpen, setOpen] = useState(depth < openDepth);
  const size = sizeOf(value);
  if (size === 0) {
    return (
      <>
        <span class="json-tree__key">{name}</span> <Leaf value={value} words={words} />
      </>
    );
  }
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="json-tree__key">{name}</span>{' '}
        <span class="faint">{Array.isArray(value) ? `[${size}]` : `{${size}}`}</span>
      </summary>
      {isOpen ? <Members value={value} words={words} depth={depth + 1} /> : undefined}
    </details>
  );
}

function Leaf({ value, words }: JsonTreeProps) {
  if (typeof value === 'string')
    return (
      <span class="json-tree__text">
        <MarkedText text={value} words={words} />
      </span>
    );
  return <span class="json-tree__plain">{JSON.stringify(value)}</span>;
}

/** Members of an object or list; 0 for all else. */
function sizeOf(value: JsonValue): number {
  if (isObject(value)) return Object.keys(value).length;
  return Array.isArray(value) ? value.length : 0;
}

function membersOf(value: JsonValue): readonly (readonly [string, JsonValue])[] | undefined {
  if (isObject(value)) return Object.entries(value);
  return Array.isArray(value)
    ? value.map((each: JsonValue, index) => [String(index), each])
    : undefined;
}
