import { type Color, gradientAt } from '../color.ts';
import { fractal2 } from '../noise.ts';
import { glow, type Layer } from '../raster.ts';
import type { Spot, Stage } from '../stage.ts';

/** The sky down to the horizon (in units) and a little beyond, brighter around the light. */
export function skyLayer({ palette }: Stage, horizon: number, light: Spot, warmth = 1): Layer {
  return ({ width, height, scale }) => {
    const day = palette.hour === 'day' || palette.hour === 'dawn';
    return {
      top: 0,
      bottom: height,
      solidFrom: 0,
      paint(row, y) {
        const level = (y + 0.5) / scale;
        const [r, g, b] = gradientAt(palette.sky, level / horizon);
        const far = (level - light.y) ** 2;
        for (let x = 0, i = 0; x < width; x++, i += 3) {
          row[i] = r;
          row[i + 1] = g;
          row[i + 2] = b;
          const square = (x / scale - light.x) ** 2 + far;
          const wide = 0.34 / (1 + square / 90_000);
          const close = 0.42 / (1 + square / 9_000) ** 1.5;
          glow(row, x, palette.halo, (wide + close) * (day ? 0.75 : 1) * warmth);
        }
      },
    };
  };
}

/** A band of mist that hides what lies behind it, densest at `y` (all in units). */
export function mistLayer(
  color: Color,
  y: number,
  reach: number,
  alpha: number,
  seed: number,
): Layer {
  return ({ width, scale }) => ({
    top: (y - reach) * scale,
    bottom: (y + reach) * scale,
    paint(row, rowTop) {
      const level = (rowTop + 0.5) / scale;
      const band = (1 - Math.min(1, Math.abs(level - y) / reach)) ** 2;
      // Noise this smooth looks the same when only every eighth pixel asks for it.
      const step = 8;
      let next = 0;
      for (let x = 0; x < width; x += step) {
        const here = x === 0 ? drift(0, level, seed) : next;
        next = drift((x + step) / scale, level, seed);
        for (let k = 0; k < step && x + k < width; k++) {
          const cover = band * alpha * (here + ((next - here) * k) / step);
          const i = (x + k) * 3;
          for (let c = 0; c < 3; c++) {
            const value = row[i + c] ?? 0;
            row[i + c] = value + ((color[c] ?? 0) - value) * cover;
          }
        }
      }
    },
  });
}

function drift(x: number, y: number, seed: number): number {
  return 0.72 + 0.4 * fractal2(x / 420, y / 90, seed, 2);
}

/** Darkens the corners a little, so that the eye stays inside. */
export function vignetteLayer(strength: number, tint: Color): Layer {
  return ({ width, height }) => ({
    top: 0,
    bottom: height,
    paint(row, y) {
      const v = ((y + 0.5) / height - 0.5) ** 2;
      for (let x = 0, i = 0; x < width; x++, i += 3) {
        const edge = ((x + 0.5) / width - 0.5) ** 2 + v;
        const cover = strength * edge * edge * 4;
        for (let c = 0; c < 3; c++) {
          const value = row[i + c] ?? 0;
          row[i + c] = value + ((tint[c] ?? 0) - value) * cover;
        }
      }
    },
  });
}
