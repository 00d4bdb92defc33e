import { useEffect, useRef } from 'preact/hooks';
import type { RefObject } from 'preact';
import { openCanvasStage } from '../../charts/canvas-stage.ts';
import type { CanvasFrame, CanvasStage } from '../../charts/canvas-stage.ts';

/** Gives a component a canvas that is drawn again after every rendering. The latest `draw` is the one that runs. */
export function useCanvas(draw: (frame: CanvasFrame) => void): {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly stage: { readonly current: CanvasStage | undefined };
} {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stage = useRef<CanvasStage | undefined>(undefined);
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const opened = openCanvasStage(canvas.current, (frame) => latest.current(frame));
    stage.current = opened;
    return () => {
      opened.close();
      stage.current = undefined;
    };
  }, []);
  useEffect(() => stage.current?.redraw());
  return { canvas, stage };
}
