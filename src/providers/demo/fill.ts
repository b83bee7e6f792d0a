import type { Path } from './path.ts';
import { blend, type Layer, type Paint, paintAt } from './raster.ts';

/** Straight edges in pixels, upper end first, found by the block of rows they cross. */
interface Edges {
  /** Five numbers an edge: x and y of the upper end, x and y of the lower, direction. */
  values: Float64Array;
  /** Where the list of each block begins in `order`. */
  starts: Int32Array;
  order: Int32Array;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const blockRows = 8;

function area(contour: readonly number[]): number {
  let sum = 0;
  for (let i = 0, j = contour.length - 2; i < contour.length; j = i, i += 2) {
    sum += (contour[j] ?? 0) * (contour[i + 1] ?? 0) - (contour[i] ?? 0) * (contour[j + 1] ?? 0);
  }
  return sum;
}

function collectEdges(path: Path, scale: number): number[] {
  const values: number[] = [];
  for (const contour of path) {
    // All outlines turn the same way, so that overlaps join instead of cancelling out.
    const sense = area(contour) < 0 ? 1 : -1;
    for (let i = 0, j = contour.length - 2; i < contour.length; j = i, i += 2) {
      const x0 = (contour[j] ?? 0) * scale;
      const y0 = (contour[j + 1] ?? 0) * scale;
      const x1 = (contour[i] ?? 0) * scale;
      const y1 = (contour[i + 1] ?? 0) * scale;
      if (y0 < y1) values.push(x0, y0, x1, y1, sense);
      else if (y0 > y1) values.push(x1, y1, x0, y0, -sense);
    }
  }
  return values;
}

function indexEdges(path: Path, scale: number): Edges {
  const values = Float64Array.from(collectEdges(path, scale));
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 5) {
    left = Math.min(left, values[i] ?? 0, values[i + 2] ?? 0);
    right = Math.max(right, values[i] ?? 0, values[i + 2] ?? 0);
    top = Math.min(top, values[i + 1] ?? 0);
    bottom = Math.max(bottom, values[i + 3] ?? 0);
  }
  if (values.length === 0) [left, right, top, bottom] = [0, 0, 0, 0];
  const blocks = Math.floor((bottom - top) / blockRows) + 1;
  const starts = new Int32Array(blocks + 1);
  const eachBlock = (visit: (block: number, edge: number) => void) => {
    for (let i = 0; i < values.length; i += 5) {
      const last = Math.floor(((values[i + 3] ?? 0) - top) / blockRows);
      for (let b = Math.floor(((values[i + 1] ?? 0) - top) / blockRows); b <= last; b++) {
        visit(b, i);
      }
    }
  };
  eachBlock((block) => {
    starts[block + 1] = (starts[block + 1] ?? 0) + 1;
  });
  for (let b = 0; b < blocks; b++) starts[b + 1] = (starts[b + 1] ?? 0) + (starts[b] ?? 0);
  const order = new Int32Array(starts[blocks] ?? 0);
  const next = starts.slice();
  eachBlock((block, edge) => {
    const at = next[block] ?? 0;
    order[at] = edge;
    next[block] = at + 1;
  });
  return { values, starts, order, left, right, top, bottom };
}

/**
 * Adds what an edge covers of a row to `cover`, so that its running sum is each pixel's exact
 * covered area: `span` is the signed height of the edge in this row, `xa` and `xb` its ends.
 */
function accumulate(cover: Float32Array, width: number, xa: number, xb: number, span: number) {
  const low = Math.min(width, Math.max(0, Math.min(xa, xb)));
  const high = Math.min(width, Math.max(0, Math.max(xa, xb)));
  const first = Math.floor(low);
  const end = Math.ceil(high);
  if (end <= first + 1) {
    const middle = ((low + high) / 2 - first) * span;
    cover[first] = (cover[first] ?? 0) + span - middle;
    cover[first + 1] = (cover[first + 1] ?? 0) + middle;
    return;
  }
  const perPixel = span / (high - low);
  let before = 0;
  for (let x = first; x < end; x++) {
    // The area right of the edge inside pixel x: the part it has crossed counts half.
    const from = Math.max(low, x);
    const until = Math.min(high, x + 1);
    const crossed = (until - from) * perPixel;
    const here = (from - low) * perPixel + crossed * (x + 1 - (from + until) / 2);
    cover[x] = (cover[x] ?? 0) + here - before;
    before = here;
  }
  cover[end] = (cover[end] ?? 0) + span - before;
}

/** Fills a shape with paint, its edges smoothed by exact coverage. */
export function fill(path: Path, paint: Paint): Layer {
  return ({ width, scale }) => {
    const edges = indexEdges(path, scale);
    const { values, starts, order } = edges;
    const left = Math.min(width, Math.max(0, Math.floor(edges.left)));
    const right = Math.min(width, Math.max(0, Math.ceil(edges.right) + 1));
    const cover = new Float32Array(right - left + 2);
    const rowEdges = (y: number, block: number) => {
      const until = starts[block + 1] ?? 0;
      for (let at = starts[block] ?? 0; at < until; at++) {
        const i = order[at] ?? 0;
        const y0 = values[i + 1] ?? 0;
        const y1 = values[i + 3] ?? 0;
        // An edge in several blocks counts in each only for the rows that block owns.
        const blockTop = edges.top + block * blockRows;
        const from = Math.max(y0, y, blockTop);
        const to = Math.min(y1, y + 1, blockTop + blockRows);
        if (from >= to) continue;
        const x0 = (values[i] ?? 0) - left;
        const slope = ((values[i + 2] ?? 0) - left - x0) / (y1 - y0);
        const span = (to - from) * (values[i + 4] ?? 0);
        accumulate(cover, right - left, x0 + (from - y0) * slope, x0 + (to - y0) * slope, span);
      }
    };
    return {
      top: left === right ? Infinity : edges.top,
      bottom: edges.bottom,
      paint(row, y) {
        const firstBlock = Math.max(0, Math.floor((y - edges.top) / blockRows));
        const lastBlock = Math.min(starts.length - 2, Math.floor((y + 1 - edges.top) / blockRows));
        for (let block = firstBlock; block <= lastBlock; block++) rowEdges(y, block);
        const { color, alpha } = paintAt(paint, (y + 0.5) / scale);
        let sum = 0;
        for (let x = left; x < right; x++) {
          sum += cover[x - left] ?? 0;
          if (sum > 0.002) blend(row, x, color, Math.min(1, sum) * alpha);
        }
        cover.fill(0);
      },
    };
  };
}
