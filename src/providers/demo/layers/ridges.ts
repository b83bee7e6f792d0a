import { type Color, mix } from '../color.ts';
import { fractal1, noise1 } from '../noise.ts';
import { mixBits } from '../random.ts';
import { type Layer, type Paint, paintAt } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';

/** Everything below a line, as hills are: the edge is smooth at any slope. */
export function landLayer(line: Line, paint: Paint): Layer {
  return ({ width, height, scale }) => {
    const tops = Float32Array.from(
      { length: width + 1 },
      (_, x) => line((x + 0.5) / scale) * scale,
    );
    const steep = Float32Array.from({ length: width }, (_, x) => {
      const slope = (tops[x + 1] ?? 0) - (tops[x] ?? 0);
      return 1 / Math.sqrt(1 + slope * slope);
    });
    const opaque = (paint.alpha ?? 1) === 1 && (paint.to?.alpha ?? 1) === 1;
    return {
      top: tops.reduce((least, top) => Math.min(least, top), height) - 2,
      bottom: height,
      ...(opaque ? { solidFrom: tops.reduce((most, top) => Math.max(most, top), 0) + 2 } : {}),
      paint(row, y) {
        const { color, alpha } = paintAt(paint, (y + 0.5) / scale);
        const [r, g, b] = color;
        for (let x = 0, i = 0; x < width; x++, i += 3) {
          const inside = (y + 0.5 - (tops[x] ?? 0)) * (steep[x] ?? 1) + 0.5;
          if (inside <= 0) continue;
          const cover = Math.min(1, inside) * alpha;
          const [r0 = 0, g0 = 0, b0 = 0] = [row[i], row[i + 1], row[i + 2]];
          row[i] = r0 + (r - r0) * cover;
          row[i + 1] = g0 + (g - g0) * cover;
          row[i + 2] = b0 + (b - b0) * cover;
        }
      },
    };
  };
}

/** The line of a range: `level` on the average, `tall` units from valley to top. */
export function ridgeLine(
  seed: number,
  level: number,
  tall: number,
  broad: number,
  rough = 0.5,
): Line {
  return (x) => {
    const swell = fractal1(x / broad, seed, 3, 0.45);
    const crest = 1 - Math.abs(fractal1(x / (broad * 0.62), seed + 77, 6, rough)) * 2.2;
    return level - tall * (0.42 * swell + 0.5 * crest - 0.12);
  };
}

/** A line of hills without edges. */
export function hillLine(seed: number, level: number, tall: number, broad: number): Line {
  return (x) => level - tall * fractal1(x / broad, seed, 2, 0.35);
}

/** A line set with firs, each `tall` units at most: a wood seen from afar. */
export function woodLine(base: Line, seed: number, tall: number, dense = 1): Line {
  const gap = (tall * 0.34) / dense;
  return (x) => {
    let rise = 0;
    const cell = Math.floor(x / gap);
    for (let i = cell - 2; i <= cell + 2; i++) {
      const dice = mixBits(i * 2654435 + seed);
      const middle = (i + 0.5 + ((dice & 255) / 255 - 0.5) * 0.8) * gap;
      const grove = 0.72 + 0.28 * noise1((i * gap) / (tall * 6), seed + 3);
      const high = tall * (0.5 + (0.5 * ((dice >>> 8) & 255)) / 255) * grove;
      const half = high * 0.2;
      const off = Math.abs(x - middle) / half;
      if (off >= 1) continue;
      // Boughs: a saw along the side of the cone.
      const saw = ((off * 5) % 1) * 0.09 * (1 - off);
      rise = Math.max(rise, high * (1 - off - saw));
    }
    return base(x) - rise;
  };
}

/** The colour of the ridge number `i` of `count`, from the farthest to the nearest. */
function ridgeColor({ palette }: Stage, i: number, count: number): Color {
  const t = count < 2 ? 1 : i / (count - 1);
  return mix(mix(palette.far, palette.haze, 0.35 * (1 - t)), palette.near, t ** 1.25);
}

/** Ranges one behind the other between two heights, each sinking into the mist at its foot. */
export function rangeLayers(
  stage: Stage,
  from: number,
  until: number,
  count: number,
  form: { tall: number; broad: number; wooded: boolean; nearest?: number },
): Layer[] {
  const dice = stage.random.fork('ranges');
  const layers: Layer[] = [];
  const nearest = form.nearest ?? 1;
  for (let i = 0; i < count; i++) {
    const t = count < 2 ? 1 : i / (count - 1);
    const level = from + (until - from) * t ** 1.15;
    const seed = dice.integer(1, 1e9);
    const tall = form.tall * (1.15 - 0.5 * t) * dice.between(0.85, 1.15);
    const ridge = ridgeLine(seed, level, tall, form.broad * (0.75 + 0.5 * t), 0.42 + 0.1 * (1 - t));
    const line = form.wooded && t > 0.25 ? woodLine(ridge, seed, 14 + 44 * t * t) : ridge;
    const color = ridgeColor(stage, i * nearest, count);
    const foot = mix(color, stage.palette.haze, 0.62 - 0.35 * t);
    layers.push(
      landLayer(line, {
        color,
        to: { color: foot, from: level - tall * 0.5, until: level + tall * 0.55 },
      }),
    );
  }
  return layers;
}
