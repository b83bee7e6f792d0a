import { type Color, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { fractal2 } from '../noise.ts';
import { ellipse, type Path } from '../path.ts';
import type { Layer } from '../raster.ts';
import type { Spot, Stage } from '../stage.ts';

/** High thin clouds, drawn out by the wind and lit from the light's side. */
export function wispsLayer(
  { palette, random, width }: Stage,
  horizon: number,
  light: Spot,
  cover: number,
): Layer {
  const dice = random.fork('wisps');
  const seed = dice.integer(1, 1e9);
  const lean = dice.between(-0.35, 0.1);
  // Painted once on a coarse grid: wisps are soft, and noise is dear.
  const cell = 6;
  const columns = Math.ceil(width / cell) + 2;
  const lines = Math.ceil(horizon / cell) + 2;
  const density = new Float32Array(columns * lines);
  for (let j = 0; j < lines; j++) {
    const y = j * cell;
    const stretch = 110 + 260 * (1 - y / horizon);
    for (let i = 0; i < columns; i++) {
      const x = i * cell + y * lean;
      const bend = 40 * fractal2(x / 300, y / 200, seed + 9, 2);
      const value = fractal2(x / stretch / 1.7, (y + bend) / (stretch * 0.3), seed, 5, 0.55);
      density[j * columns + i] = Math.max(0, Math.min(1, (value + cover) * 1.9));
    }
  }
  return ({ width: pixels, scale }) => ({
    top: 0,
    bottom: horizon * scale,
    paint(row, rowTop) {
      const level = (rowTop + 0.5) / scale;
      const line = Math.min(lines - 2, Math.floor(level / cell));
      const v = level / cell - line;
      const fade = Math.min(1, (horizon - level) / (horizon * 0.22));
      for (let x = 0; x < pixels; x++) {
        const at = x / scale / cell;
        const column = Math.floor(at);
        const u = at - column;
        const i = line * columns + column;
        const a = (density[i] ?? 0) * (1 - u) + (density[i + 1] ?? 0) * u;
        const b = (density[i + columns] ?? 0) * (1 - u) + (density[i + columns + 1] ?? 0) * u;
        const thick = a + (b - a) * v;
        if (thick <= 0.004) continue;
        const near = 1 / (1 + ((x / scale - light.x) ** 2 + (level - light.y) ** 2) / 120_000);
        tintPixel(row, x, palette.cloud, palette.cloudShade, thick * fade * 0.85, near, thick);
      }
    },
  });
}

function tintPixel(
  row: Float32Array,
  x: number,
  bright: Color,
  shade: Color,
  alpha: number,
  near: number,
  thick: number,
): void {
  const lit = Math.min(1, near * 1.3 + 0.35 * (1 - thick) + 0.15);
  for (let c = 0; c < 3; c++) {
    const color = (shade[c] ?? 0) + ((bright[c] ?? 0) - (shade[c] ?? 0)) * lit;
    const value = row[x * 3 + c] ?? 0;
    row[x * 3 + c] = value + (color - value) * alpha * 0.8;
  }
}

/** A heap of round billows on a flat base, its crown at about `x`, `base` (units). */
function heap(x: number, base: number, width: number, dice: Stage['random']): Path {
  const path: Path[] = [];
  const billows = dice.integer(5, 8);
  for (let i = 0; i < billows; i++) {
    const t = (i + dice.between(0.2, 0.8)) / billows;
    const crown = Math.sin(t * Math.PI) ** 0.8;
    const radius = width * (0.09 + 0.13 * crown * dice.between(0.7, 1.15));
    path.push(ellipse(x + (t - 0.5) * width * 0.86, base - radius * (0.35 + crown * 0.75), radius));
  }
  path.push(ellipse(x, base - width * 0.06, width * 0.44, width * 0.075));
  return path.flat();
}

/** Fair-weather clouds: bright crowns that dissolve downwards. */
export function cumulusLayers(
  { palette, random, width }: Stage,
  horizon: number,
  count: number,
  strength = 1,
): Layer[] {
  const dice = random.fork('cumulus');
  const layers: Layer[] = [];
  for (let i = 0; i < count; i++) {
    const t = (i + 0.5) / count;
    const base = horizon * (0.9 - 0.62 * t * dice.between(0.8, 1.1));
    const size = (90 + 250 * t) * dice.between(0.75, 1.25);
    const x = width * (((i * 0.618 + dice.between(0, 0.25)) % 1) * 1.1 - 0.05);
    const back = mix(palette.cloudShade, palette.haze, 0.3 * (1 - t));
    const front = mix(palette.cloud, palette.haze, 0.35 * (1 - t));
    const top = base - size * 0.4;
    layers.push(
      fill(heap(x + size * 0.16, base - size * 0.03, size * 0.95, dice), {
        color: mix(front, back, 0.45),
        alpha: 0.75 * strength,
        to: { color: back, alpha: 0, from: top, until: base + size * 0.02 },
      }),
      fill(heap(x, base, size, dice), {
        color: front,
        alpha: 0.96 * strength,
        to: { color: back, alpha: 0.05, from: top, until: base + size * 0.03 },
      }),
    );
  }
  return layers;
}
