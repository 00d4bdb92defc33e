import './section.css';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SectionProps {
  readonly title: string;
  /** A few grey words behind the title: a unit, a bound. */
  readonly note?: ComponentChildren;
  readonly tools?: ComponentChildren;
  readonly class?: string;
  readonly children?: ComponentChildren;
}

/** A part of a page with a word for a title. */
export function Section({ title, note, tools, class: name = '', children }: SectionProps) {
  const id = useId();
  return (
    <section class={`section ${name}`} aria-labelledby={id}>
      <header class="section__head">
        <h2 class="section__title" id={id}>
          {title}
          {note === undefined ? undefined : <small>{note}</small>}
        </h2>
        {tools === undefined ? undefined : <div class="section__tools">{tools}</div>}
      </header>
      {children}
    </section>
  );
}
