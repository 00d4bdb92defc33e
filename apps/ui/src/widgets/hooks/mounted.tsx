import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** Something that draws into an element by itself: a chart, a canvas. Framework-free, so it can be tried alone. */
export interface Mountable<I> {
  update(input: I): void;
  close(): void;
}

interface MountedProps<I> {
  readonly open: (element: HTMLElement, input: I) => Mountable<I>;
  readonly input: I;
  readonly class?: string;
}

/** Gives a drawing an element for as long as it is on the page, and passes every new input on. */
export function Mounted<I>({ open, input, class: name = '' }: MountedProps<I>) {
  const element = useRef<HTMLDivElement>(null);
  const drawing = useRef<Mountable<I> | undefined>(undefined);
  useLayoutEffect(() => {
    if (element.current === null) return;
    if (drawing.current === undefined) drawing.current = open(element.current, input);
    else drawing.current.update(input);
  });
  useEffect(
    () => () => {
      drawing.current?.close();
      drawing.current = undefined;
    },
    [],
  );
  return <div ref={element} class={name} />;
}
