import { useEffect, useRef, useState } from 'preact/hooks';
import type { Input } from '../api/paint.ts';
import { t } from '../state/locale.ts';
import { drawStroke, drawStrokes, maskColor, type Point, type Stroke } from './mask-strokes.ts';
import type { Tool } from './tool-bar.tsx';

interface CanvasProps {
  input: Input;
  strokes: readonly Stroke[];
  tool: Tool;
  size: number;
  add: (stroke: Stroke) => void;
}

/** The picture with the mask above it, which is drawn by pointer, or by the arrow keys and space. */
export function MaskCanvas({ input, strokes, tool, size, add }: CanvasProps) {
  const place = useRef<HTMLCanvasElement>(null);
  const begun = useRef<Point[]>([]);
  const { width, height, shownAt } = input;
  useEffect(() => redraw(place.current, strokes), [strokes]);
  const at = ({ clientX, clientY }: PointerEvent): Point => {
    const area = place.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return {
      x: ((clientX - area.left) / area.width) * width,
      y: ((clientY - area.top) / area.height) * height,
    };
  };
  const show = () => {
    redraw(place.current, strokes, strokeOf(tool, size, begun.current));
  };
  const finish = () => {
    const stroke = strokeOf(tool, size, begun.current);
    begun.current = [];
    if (stroke) add(stroke);
  };
  const { cursor, onKeyDown } = useKeyCursor({ input, tool, size, add });
  const shape = { aspectRatio: `${width} / ${height}`, maxHeight: '100%', maxWidth: '100%' };
  return (
    <div class="grid min-h-0 place-items-center overflow-hidden">
      <div
        class="relative min-h-0"
        style={{ ...shape, width: `min(100%, calc((100dvh - 15rem) * ${width / height}))` }}
      >
        <img src={shownAt} alt="" class="absolute inset-0 size-full rounded-lg" />
        <canvas
          ref={place}
          width={width}
          height={height}
          tabIndex={0}
          role="img"
          aria-label={t('mask.canvas')}
          class="absolute inset-0 size-full cursor-crosshair touch-none rounded-lg opacity-55"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            begun.current = [at(event)];
            show();
          }}
          onPointerMove={(event) => {
            if (begun.current.length === 0) return;
            begun.current.push(...event.getCoalescedEvents().map(at), at(event));
            show();
          }}
          onPointerUp={finish}
          onPointerCancel={finish}
          onKeyDown={onKeyDown}
        />
        {cursor && <Cursor cursor={cursor} size={size} input={input} />}
      </div>
    </div>
  );
}

function strokeOf(tool: Tool, size: number, points: readonly Point[]): Stroke | undefined {
  const [from] = points;
  const to = points.at(-1);
  if (!from || !to) return undefined;
  return tool === 'rectangle' ? { tool, from, to } : { tool, size, points: [...points] };
}

function redraw(
  canvas: HTMLCanvasElement | null,
  strokes: readonly Stroke[],
  more?: Stroke | undefined,
): void {
  const surface = canvas?.getContext('2d');
  if (!surface) return;
  drawStrokes(surface, strokes, maskColor);
  if (more) drawStroke(surface, more);
}

/** Arrow keys move a brush, the space bar and Enter put it down. */
function useKeyCursor({ input, tool, size, add }: Omit<CanvasProps, 'strokes'>) {
  const [cursor, setCursor] = useState<Point>();
  const onKeyDown = (event: KeyboardEvent) => {
    const { x, y } = cursor ?? { x: input.width / 2, y: input.height / 2 };
    const step = size / 3;
    const moves: Readonly<Record<string, Point>> = {
      ArrowLeft: { x: x - step, y },
      ArrowRight: { x: x + step, y },
      ArrowUp: { x, y: y - step },
      ArrowDown: { x, y: y + step },
    };
    const next = moves[event.key];
    const isStamp = event.key === ' ' || event.key === 'Enter';
    if (!next && !isStamp) return;
    event.preventDefault();
    if (next) {
      const bounded = (value: number, most: number) => Math.min(most, Math.max(0, value));
      setCursor({ x: bounded(next.x, input.width), y: bounded(next.y, input.height) });
    } else add({ tool: tool === 'eraser' ? 'eraser' : 'brush', size, points: [{ x, y }] });
  };
  return { cursor, onKeyDown };
}

function Cursor({ cursor, size, input }: { cursor: Point; size: number; input: Input }) {
  const percent = (part: number, whole: number) => `${(part / whole) * 100}%`;
  return (
    <span
      class="pointer-events-none absolute aspect-square -translate-1/2 rounded-full border-2 border-white mix-blend-difference"
      style={{
        left: percent(cursor.x, input.width),
        top: percent(cursor.y, input.height),
        width: percent(size, input.width),
      }}
    />
  );
}
