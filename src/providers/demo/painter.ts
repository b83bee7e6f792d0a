import { badgeLayer } from './badge.ts';
import { mixBits } from './random.ts';
import { type Canvas, type Layer, stack } from './raster.ts';

/** Rows painted between two looks at the clock and the abort signal. */
const stripRows = 32;

/** Rounds a row of floats to bytes; a little grain hides the steps of soft gradients. */
function finishRow(
  row: Float32Array,
  to: Uint8Array,
  offset: number,
  y: number,
  grain: number,
): void {
  const pixels = row.length / 3;
  for (let x = 0, i = 0; x < pixels; x++, i += 3) {
    const bits = mixBits(Math.imul(x, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca77));
    // Two dice make a bell: most pixels keep their value, few differ by more than one.
    const fleck = (((bits & 0xffff) + (bits >>> 16)) / 65536 - 1) * grain + 0.5;
    for (let c = 0; c < 3; c++) {
      const value = (row[i + c] ?? 0) + fleck;
      to[offset + i + c] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** How a picture is finished. */
export interface Finish {
  /** Strength of the paper's grain, in steps of 255. */
  grain: number;
  badge: boolean;
}

/** Paints a picture strip by strip from the top: RGB rows, 8 bits a channel. */
export function* paintStrips(canvas: Canvas, scene: Layer, finish: Finish): Generator<Uint8Array> {
  const { width, height, scale } = canvas;
  const badge = finish.badge ? [badgeLayer(width / scale, height / scale)] : [];
  const painter = stack([scene, ...badge])(canvas);
  const row = new Float32Array(width * 3);
  for (let top = 0; top < height; top += stripRows) {
    const rows = Math.min(stripRows, height - top);
    const strip = new Uint8Array(rows * width * 3);
    for (let y = 0; y < rows; y++) {
      row.fill(0);
      painter.paint(row, top + y);
      finishRow(row, strip, y * width * 3, top + y, finish.grain);
    }
    yield strip;
  }
}
