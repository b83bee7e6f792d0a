/** A point of a picture, in its own pixels. */
export interface Point {
  x: number;
  y: number;
}

/** Something that was done to a mask; lengths in pixels of the picture. */
export type Stroke =
  | { tool: 'brush' | 'eraser'; size: number; points: readonly Point[] }
  | { tool: 'rectangle'; from: Point; to: Point }
  /** As large as the picture, opaque where it shall change. */
  | { tool: 'upload'; marks: ImageBitmap }
  | { tool: 'invert' }
  | { tool: 'clear' };

/** What marks look like. */
export const maskColor = '#d8452c';

/** What a mask is drawn on. */
export type Surface = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws everything that was done, in order, on an empty surface. */
export function drawStrokes(surface: Surface, strokes: readonly Stroke[], color: string): void {
  const { width, height } = surface.canvas;
  surface.globalCompositeOperation = 'source-over';
  surface.clearRect(0, 0, width, height);
  surface.fillStyle = color;
  surface.strokeStyle = color;
  surface.lineCap = 'round';
  surface.lineJoin = 'round';
  for (const stroke of strokes) drawStroke(surface, stroke);
  surface.globalCompositeOperation = 'source-over';
}

/** Draws one stroke more. */
export function drawStroke(surface: Surface, stroke: Stroke): void {
  const { width, height } = surface.canvas;
  switch (stroke.tool) {
    case 'brush':
    case 'eraser':
      surface.globalCompositeOperation =
        stroke.tool === 'brush' ? 'source-over' : 'destination-out';
      drawLine(surface, stroke.points, stroke.size);
      break;
    case 'rectangle': {
      const { from, to } = stroke;
      surface.globalCompositeOperation = 'source-over';
      surface.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
      break;
    }
    case 'upload':
      surface.globalCompositeOperation = 'source-over';
      surface.drawImage(stroke.marks, 0, 0);
      break;
    case 'invert':
      surface.globalCompositeOperation = 'source-out';
      surface.fillRect(0, 0, width, height);
      break;
    case 'clear':
      surface.clearRect(0, 0, width, height);
  }
}

function drawLine(surface: Surface, points: readonly Point[], size: number): void {
  const [first, ...others] = points;
  if (!first) return;
  surface.lineWidth = size;
  surface.beginPath();
  surface.moveTo(first.x, first.y);
  // A line of no length draws a dot, as its ends are round.
  for (const { x, y } of others.length > 0 ? others : [first]) surface.lineTo(x, y);
  surface.stroke();
}

/** Whether anything was done that may have left a mark. */
export function isMarked(strokes: readonly Stroke[]): boolean {
  const last = strokes.findLastIndex(({ tool }) => tool === 'clear');
  return strokes.slice(last + 1).some(({ tool }) => tool !== 'eraser' && tool !== 'clear');
}

/** The mask as image APIs want it: a PNG that is transparent where the picture shall change. */
export async function toMaskFile(
  strokes: readonly Stroke[],
  width: number,
  height: number,
): Promise<Blob> {
  const marks = new OffscreenCanvas(width, height);
  const sheet = new OffscreenCanvas(width, height);
  const marking = marks.getContext('2d');
  const surface = sheet.getContext('2d');
  if (!marking || !surface) throw new Error('This browser has no canvas.');
  drawStrokes(marking, strokes, '#000');
  surface.fillStyle = '#fff';
  surface.fillRect(0, 0, width, height);
  surface.globalCompositeOperation = 'destination-out';
  surface.drawImage(marks, 0, 0);
  return sheet.convertToBlob({ type: 'image/png' });
}
