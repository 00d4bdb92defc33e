import { useRef, useState } from 'preact/hooks';
import { formatQuantityText } from '../../../../base/format-number.ts';
import { Button } from '../../../../widgets/button.tsx';

interface BrushProps {
  readonly chosen: readonly (readonly [number, number])[];
  readonly lengthMs: number;
  readonly onDraw: (from: number, to: number) => void;
  readonly onClear: () => void;
}

/** The axis of the waterfall: a stretch drawn on it is chosen. What is chosen is shaded. */
export function SegmentBrush({ chosen, lengthMs, onDraw, onClear }: BrushProps) {
  const element = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<readonly [number, number] | undefined>(undefined);
  const shareOf = (event: PointerEvent): number => {
    const box = element.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const shown = drag === undefined ? chosen : [[Math.min(...drag), Math.max(...drag)] as const];
  return (
    <div class="segment-brush">
      <span class="faint">drag to choose</span>
      <div
        class="segment-brush__axis"
        ref={element}
        aria-hidden="true"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([shareOf(event), shareOf(event)]);
        }}
        onPointerMove={(event) => drag !== undefined && setDrag([drag[0], shareOf(event)])}
        onPointerUp={() => {
          setDrag(undefined);
          if (drag === undefined) return;
          const [from, to] = [Math.min(...drag), Math.max(...drag)];
          if (to - from > 0.005) onDraw(from, to);
        }}
        onPointerCancel={() => setDrag(undefined)}
      >
        <span>0</span>
        <span>{formatQuantityText(lengthMs / 2, 'durationMs')}</span>
        <span>{formatQuantityText(lengthMs, 'durationMs')}</span>
        {shown.map(([from, to], index) => (
          <i
            key={index}
            style={{
              left: `${Math.max(0, from) * 100}%`,
              width: `${(Math.min(1, to) - Math.max(0, from)) * 100}%`,
            }}
          />
        ))}
      </div>
      {chosen.length === 0 ? (
        <span />
      ) : (
        <Button
          size="small"
          tone="quiet"
          aria-label="All of the request"
          title="All of the request"
          onClick={onClear}
        >
          ✕
        </Button>
      )}
    </div>
  );
}
