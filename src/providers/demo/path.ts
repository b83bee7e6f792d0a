/** A closed outline: x and y in turn, in units of the scene. */
export type Contour = readonly number[];

/** Any number of closed outlines; where they overlap they make one shape. */
export type Path = readonly Contour[];

/** How to put a shape in its place: scaled, mirrored, turned, then moved. */
export interface Placement {
  x: number;
  y: number;
  scale?: number;
  /** Beside `scale`, across only; negative mirrors. */
  stretch?: number;
  /** Clockwise, in radians. */
  turn?: number;
}

/** Moves a path to its place. */
export function place(path: Path, { x, y, scale = 1, stretch = 1, turn = 0 }: Placement): Path {
  const cos = Math.cos(turn) * scale;
  const sin = Math.sin(turn) * scale;
  return path.map((contour) => {
    const moved = new Array<number>(contour.length);
    for (let i = 0; i < contour.length; i += 2) {
      const u = (contour[i] ?? 0) * stretch;
      const v = contour[i + 1] ?? 0;
      moved[i] = x + u * cos - v * sin;
      moved[i + 1] = y + u * sin + v * cos;
    }
    return moved;
  });
}

/** An ellipse; a circle where `ry` is left out. */
export function ellipse(x: number, y: number, rx: number, ry = rx): Path {
  const corners = Math.min(96, Math.max(10, Math.round(Math.sqrt(Math.max(rx, ry)) * 7)));
  const contour: number[] = [];
  for (let i = 0; i < corners; i++) {
    const angle = (i / corners) * 2 * Math.PI;
    contour.push(x + Math.cos(angle) * rx, y + Math.sin(angle) * ry);
  }
  return [contour];
}

/** A rectangle from its top left corner. */
export function rectangle(x: number, y: number, width: number, height: number): Path {
  return [[x, y, x + width, y, x + width, y + height, x, y + height]];
}

/** A line of changing thickness with round ends; points are x and y in turn. */
export function stroke(points: readonly number[], width: number, endWidth = width): Path {
  const path: Contour[] = [];
  const last = points.length / 2 - 1;
  const half = (i: number) => (width + ((endWidth - width) * i) / Math.max(1, last)) / 2;
  for (let i = 0; i <= last; i++) {
    const x = points[i * 2] ?? 0;
    const y = points[i * 2 + 1] ?? 0;
    path.push(...ellipse(x, y, half(i)));
    if (i === last) break;
    const dx = (points[i * 2 + 2] ?? 0) - x;
    const dy = (points[i * 2 + 3] ?? 0) - y;
    const length = Math.hypot(dx, dy) || 1;
    const [u, v] = [-dy / length, dx / length];
    const [a, b] = [half(i), half(i + 1)];
    path.push([
      ...[x + u * a, y + v * a, x + dx + u * b, y + dy + v * b],
      ...[x + dx - u * b, y + dy - v * b, x - u * a, y - v * a],
    ]);
  }
  return path;
}

function cubic(to: number[], points: readonly number[]): void {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = points;
  const length = Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x1, y2 - y1);
  const steps = Math.min(32, Math.max(6, Math.ceil(length / 2)));
  for (let i = 1; i <= steps; i++) {
    const t = i / steps;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    to.push(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3);
  }
}

/**
 * Reads outlines written as in SVG, absolute `M`, `L`, `C`, `Q` and `Z` only. Curves become lines
 * fine enough for a drawing in a box of about 100 units, blown up to a whole picture.
 */
export function outline(text: string): Path {
  const contours: number[][] = [];
  let current: number[] = [];
  for (const [, command = '', rest = ''] of text.matchAll(/([MLCQZ])([^MLCQZ]*)/g)) {
    const numbers = (rest.match(/-?[\d.]+/g) ?? []).map(Number);
    if (command === 'M') {
      current = [];
      contours.push(current);
    }
    if (command === 'M' || command === 'L') current.push(...numbers);
    const step = command === 'C' ? 6 : 4;
    if (command !== 'C' && command !== 'Q') continue;
    for (let i = 0; i + step <= numbers.length; i += step) {
      const [a = 0, b = 0, c = 0, d = 0, e = c, f = d] = numbers.slice(i, i + step);
      const [x = 0, y = 0] = current.slice(-2);
      if (command === 'C') cubic(current, [x, y, a, b, c, d, e, f]);
      else {
        // A quadratic curve is the cubic whose handles are two thirds of the way to its own.
        const lift = (from: number, to: number) => from + ((to - from) * 2) / 3;
        cubic(current, [x, y, lift(x, a), lift(y, b), lift(c, a), lift(d, b), c, d]);
      }
    }
  }
  return contours;
}

/** Points along an open curve, for `stroke`: written like an outline. */
export function curve(text: string): Contour {
  return outline(text)[0] ?? [];
}
