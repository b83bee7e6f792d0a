import { type Color, mix } from '../color.ts';
import { noise1, noise2 } from '../noise.ts';
import { glow, type Layer, stack } from '../raster.ts';
import type { Spot, Stage } from '../stage.ts';

/** How a water looks. */
export interface WaterLook {
  /** Where it begins, in units. */
  line: number;
  /** What is mirrored. */
  behind: readonly Layer[];
  /** 0 a mirror, 1 a windy sea. */
  rough: number;
  /** The light whose path glitters on it. */
  light: Spot | undefined;
  /** How much of the water's own colour shows at its far and its near end, 0 to 1. */
  tint?: readonly [far: number, near: number];
}

/**
 * Water that mirrors what is behind it: each of its rows asks the layers behind for the row as far
 * above the water's edge, bends it with the waves, and tints it the more the nearer it is.
 */
export function waterLayer(stage: Stage, look: WaterLook): Layer {
  const seed = stage.random.fork('water').integer(1, 1e9);
  const { palette } = stage;
  const [farTint, nearTint] = look.tint ?? [0.16, 0.62];
  return (canvas) => {
    const { width, height, scale } = canvas;
    const behind = stack(look.behind)(canvas);
    const mirror = new Float32Array(width * 3);
    const top = look.line * scale;
    return {
      top,
      bottom: height,
      solidFrom: Math.ceil(top),
      paint(row, y) {
        const down = Math.max(0, (y + 0.5 - top) / scale);
        const depth = down / (stage.height - look.line);
        const wave = noise1(down / (4 + depth * 20), seed) * look.rough;
        const from = top - (down * (1 + 0.12 * look.rough) + wave * (4 + 60 * depth)) * scale - 1;
        behind.paint(mirror, Math.max(0, Math.min(top - 1, from)));
        const tint = farTint + (nearTint - farTint) * depth ** 0.7;
        const tilt = { a: noise1(down / (3.2 + depth * 13), seed + 1), phase: down * 0.9 };
        const amp = (1.5 + 26 * depth) * (0.3 + look.rough) * scale;
        for (let x = 0; x < width; x++) {
          const u = x / scale / (60 + 160 * depth);
          const shift = amp * (tilt.a * 0.7 + 0.5 * noise1(u + tilt.phase * 3.7, seed + 2));
          copyMixed(row, x, mirror, x + shift, width, palette.water, tint);
        }
        paintSparkle(stage, look, row, width, scale, down, depth, seed);
      },
    };
  };
}

function copyMixed(
  row: Float32Array,
  x: number,
  from: Float32Array,
  at: number,
  width: number,
  tint: Color,
  share: number,
): void {
  const inside = Math.max(0, Math.min(width - 1.001, at));
  const left = Math.floor(inside);
  const t = inside - left;
  // What is bright in the mirror outshines the water's own colour.
  const shine = ((from[left * 3] ?? 0) + (from[left * 3 + 1] ?? 0)) / 510;
  const cover = share * (1 - 0.55 * shine * shine);

  for (let c = 0; c < 3; c++) {
    const a = from[left * 3 + c] ?? 0;
    const b = from[left * 3 + 3 + c] ?? a;
    const value = a + (b - a) * t;
    row[x * 3 + c] = value + ((tint[c] ?? 0) - value) * cover;
  }
}

/** Long thin ripples that catch the sky, and the glittering path under the light. */
function paintSparkle(
  stage: Stage,
  look: WaterLook,
  row: Float32Array,
  width: number,
  scale: number,
  down: number,
  depth: number,
  seed: number,
): void {
  const long = 30 + 110 * depth;
  const thick = 1.5 + 4.6 * depth;
  const { halo, haze } = stage.palette;
  const shine = mix(haze, halo, 0.4);
  const path = look.light === undefined ? 0 : 34 + 120 * depth;
  for (let x = 0; x < width; x++) {
    const u = x / scale;
    const crest = noise2(u / long, down / thick, seed + 11);
    const ripple = crest > 0.5 ? Math.min(1, (crest - 0.5) * 6) * (0.05 + look.rough * 0.16) : 0;
    let power = ripple;
    if (look.light !== undefined) {
      const off = (u - look.light.x) / path;
      const near = Math.exp(-off * off);
      const level = 0.62 - 0.72 * near;
      if (near > 0.02 && crest > level)
        power += Math.min(1, (crest - level) * 3.2) * (0.3 + 0.6 * near);
    }
    if (power > 0.003) glow(row, x, shine, Math.min(0.92, power));
  }
}
