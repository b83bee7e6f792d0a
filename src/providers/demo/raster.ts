import { type Color, mix } from './color.ts';

/** What is painted on. A scene's short side is 1000 units, whatever its pixels. */
export interface Canvas {
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** Pixels a unit. */
  scale: number;
}

/**
 * Paints one thing row by row. A row is red, green and blue in turn, 0 to 255, as floats; `y` is
 * its upper edge in pixels and need not be whole, for water asks for rows between rows.
 */
export interface RowPainter {
  /** First row touched, in pixels. */
  top: number;
  /** First row no longer touched, in pixels. */
  bottom: number;
  /** From this row down to `bottom` nothing behind shows through; undefined where it always may. */
  solidFrom?: number;
  paint(row: Float32Array, y: number): void;
}

/** One thing in a picture, ready to be painted at any size. */
export type Layer = (canvas: Canvas) => RowPainter;

/** Flat colour, or a gradient downwards between two heights in units. */
export interface Paint {
  color: Color;
  /** 0 to 1, default 1. */
  alpha?: number;
  to?: { color?: Color; alpha?: number; from: number; until: number };
}

/** Lays a colour over a pixel. */
export function blend(row: Float32Array, x: number, color: Color, alpha: number): void {
  const i = x * 3;
  const r = row[i] ?? 0;
  const g = row[i + 1] ?? 0;
  const b = row[i + 2] ?? 0;
  row[i] = r + (color[0] - r) * alpha;
  row[i + 1] = g + (color[1] - g) * alpha;
  row[i + 2] = b + (color[2] - b) * alpha;
}

/** Adds light to a pixel, the less the brighter it is already. */
export function glow(row: Float32Array, x: number, color: Color, alpha: number): void {
  const i = x * 3;
  for (let c = 0; c < 3; c++) {
    const value = row[i + c] ?? 0;
    row[i + c] = value + (255 - value) * ((color[c] ?? 0) / 255) * alpha;
  }
}

/** The paint at a height in units: its colour and how much it covers. */
export function paintAt(paint: Paint, y: number): { color: Color; alpha: number } {
  const alpha = paint.alpha ?? 1;
  if (paint.to === undefined) return { color: paint.color, alpha };
  const { from, until } = paint.to;
  const t = Math.min(1, Math.max(0, (y - from) / (until - from)));
  return {
    color: paint.to.color === undefined ? paint.color : mix(paint.color, paint.to.color, t),
    alpha: alpha + ((paint.to.alpha ?? alpha) - alpha) * t,
  };
}

/** Paints layers one over the other, as one; what is hidden in a row is not painted at all. */
export function stack(layers: readonly Layer[]): Layer {
  return (canvas) => {
    const painters = layers.map((layer) => layer(canvas));
    const hides = ({ solidFrom, bottom }: RowPainter, y: number) =>
      solidFrom !== undefined && solidFrom <= y && y + 1 <= bottom;
    return {
      top: Math.min(...painters.map(({ top }) => top)),
      bottom: Math.max(...painters.map(({ bottom }) => bottom)),
      paint(row, y) {
        const first = painters.findLastIndex((painter) => hides(painter, y));
        for (let i = Math.max(0, first); i < painters.length; i++) {
          const painter = painters[i];
          if (painter === undefined || y + 1 <= painter.top || y >= painter.bottom) continue;
          painter.paint(row, y);
        }
      },
    };
  };
}
