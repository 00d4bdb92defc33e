import './hue-mark.css';

interface HueMarkProps {
  /** A CSS colour, usually from `serviceColour`. */
  readonly colour: string;
  /** A hollow mark is for what is only guessed from calls to it. */
  readonly isHollow?: boolean;
}

/** The small mark before a service's name, in the service's own hue. Decoration: the name says the same. */
export function HueMark({ colour, isHollow = false }: HueMarkProps) {
  return (
    <svg class="hue-mark" width="8" height="8" viewBox="0 0 8 8" aria-hidden="true">
      <rect
        x="1"
        y="1"
        width="6"
        height="6"
        rx="1.5"
        fill={isHollow ? 'none' : colour}
        stroke={colour}
        stroke-width="1.5"
      />
    </svg>
  );
}
