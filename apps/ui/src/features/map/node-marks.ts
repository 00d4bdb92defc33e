/** The marks inside of the discs: a shape for stores, queues and people, letters for services. */
import { kindOf, lettersOf } from '../../model/map/technology.ts';
import type { MapNode } from '../../model/map/service-map.ts';

export interface MarkPlace {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: string;
  readonly font: string;
}

export function drawMark(context: CanvasRenderingContext2D, node: MapNode, place: MarkPlace): void {
  const { x, y, colour } = place;
  const size = place.radius * 0.42;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = Math.max(1.1, size * 0.2);
  context.lineCap = 'round';
  switch (kindOf(node)) {
    case 'user':
      drawUser(context, x, y, size);
      break;
    case 'database':
      drawDatabase(context, x, y, size);
      break;
    case 'cache':
      drawCache(context, x, y, size);
      break;
    case 'queue':
      drawQueue(context, x, y, size);
      break;
    case 'service':
    case 'guess':
      drawLetters(context, lettersOf(node.type), place);
  }
  context.lineCap = 'butt';
}

function drawLetters(
  context: CanvasRenderingContext2D,
  letters: string,
  { x, y, font }: MarkPlace,
): void {
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letters, x, y + 0.5);
  context.textAlign = 'left';
}

function drawUser(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.arc(x, y - size * 0.45, size * 0.45, 0, Math.PI * 2);
  context.fill();
  context.beginPath();
  context.arc(x, y + size * 1.05, size * 0.9, Math.PI * 1.08, Math.PI * 1.92);
  context.fill();
}

/** A cylinder. */
function drawDatabase(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  const [wide, high, flat] = [size * 0.85, size * 0.75, size * 0.32];
  context.beginPath();
  context.ellipse(x, y - high, wide, flat, 0, 0, Math.PI * 2);
  context.moveTo(x - wide, y - high);
  context.lineTo(x - wide, y + high);
  context.ellipse(x, y + high, wide, flat, 0, Math.PI, 0, true);
  context.lineTo(x + wide, y - high);
  context.moveTo(x - wide, y);
  context.ellipse(x, y, wide, flat, 0, Math.PI, 0, true);
  context.stroke();
}

/** A bolt. */
function drawCache(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.beginPath();
  context.moveTo(x + size * 0.2, y - size * 1.1);
  context.lineTo(x - size * 0.65, y + size * 0.15);
  context.lineTo(x - size * 0.05, y + size * 0.15);
  context.lineTo(x - size * 0.2, y + size * 1.1);
  context.lineTo(x + size * 0.65, y - size * 0.15);
  context.lineTo(x + size * 0.05, y - size * 0.15);
  context.closePath();
  context.fill();
}

/** Three letters in a row, waiting. */
function drawQueue(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  for (const k of [-1, 0, 1]) {
    context.strokeRect(x + k * size * 0.72 - size * 0.26, y - size * 0.6, size * 0.52, size * 1.2);
  }
}
