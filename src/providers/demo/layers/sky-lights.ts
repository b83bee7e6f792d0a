import { type Color, hex } from '../color.ts';
import { noise1 } from '../noise.ts';
import { blend, glow, type Layer } from '../raster.ts';
import type { Stage } from '../stage.ts';

/** Curtains of northern light. */
export function auroraLayer({ width, height, random }: Stage, bottom: number): Layer {
  const dice = random.fork('aurora');
  const seed = dice.integer(1, 1e9);
  const low = hex('#57f5b0');
  const high = dice.pick([hex('#8a6cf0'), hex('#4fa8f0'), hex('#e06ac0')]);
  const curtains = [0.42, 0.62, 0.8].map((share, i) => ({
    base: bottom * share,
    seed: seed + i * 101,
    tall: height * dice.between(0.24, 0.36),
    power: 0.75 - i * 0.14,
  }));
  return ({ width: columns, scale }) => {
    // One curve and one brightness a column: light falls in vertical rays.
    const rays = curtains.map((curtain) =>
      Array.from({ length: columns }, (_, x) => {
        const u = x / scale;
        const foot =
          curtain.base +
          130 * noise1(u / 310, curtain.seed) +
          34 * noise1(u / 97, curtain.seed + 1);
        const fine = 0.6 + 0.4 * noise1(u / 9, curtain.seed + 2);
        const broad = 0.55 + 0.55 * noise1(u / 190 + width, curtain.seed + 3);
        return { foot, power: Math.max(0, curtain.power * fine * broad) };
      }),
    );
    return {
      top: 0,
      bottom: bottom * 1.1 * scale,
      paint(row, y) {
        const level = (y + 0.5) / scale;
        for (const [k, curtain] of curtains.entries()) {
          for (let x = 0; x < columns; x++) {
            const ray = rays[k]?.[x];
            if (ray === undefined) continue;
            const up = (ray.foot - level) / curtain.tall;
            if (up < -0.08 || up > 1) continue;
            const rise = up < 0 ? 1 + up / 0.08 : (1 - up) ** 1.6;
            glow(
              row,
              x,
              mix3(low, high, Math.min(1, Math.max(0, up * 1.5))),
              rise * rise * ray.power,
            );
          }
        }
      },
    };
  };
}

/** A plain mix, for colours of light asked for a million times. */
function mix3(a: Color, b: Color, t: number): Color {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

const rainbow = ['#e8504a', '#f29a43', '#f4dc5a', '#6cc46c', '#4a9be0', '#6a5fc8', '#a45cc0'].map(
  hex,
);

/** A rainbow that stands on the horizon. */
export function rainbowLayer({ width, palette }: Stage, horizon: number): Layer {
  const radius = Math.min(width * 0.46, horizon * 0.86);
  const middle = width * 0.5;
  const thick = radius * 0.17;
  return ({ width: columns, scale }) => ({
    top: (horizon - radius) * scale,
    bottom: horizon * scale,
    paint(row, y) {
      const level = (y + 0.5) / scale;
      for (let x = 0; x < columns; x++) {
        const away = (radius - Math.hypot(x / scale - middle, level - horizon)) / thick;
        if (away <= 0 || away >= 1) continue;
        const at = away * (rainbow.length - 1);
        const color = mix3(
          rainbow[Math.floor(at)] ?? palette.halo,
          rainbow[Math.ceil(at)] ?? palette.halo,
          at % 1,
        );
        const edge = Math.min(1, away * 5, (1 - away) * 5);
        blend(row, x, color, 0.4 * edge);
      }
    },
  });
}
