import { adjust, type Color, hex, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { ellipse, outline, type Path, place, stroke } from '../path.ts';
import type { Random } from '../random.ts';
import { type Layer, stack } from '../raster.ts';
import type { Stage } from '../stage.ts';
import { haloLayer } from './celestial.ts';

/** Falling snow: a few flakes close by, soft and large, and many far away. */
export function snowfallLayer(stage: Stage): Layer {
  const dice = stage.random.fork('snowfall');
  const areaShare = (stage.width * stage.height) / 1_000_000;
  const flakes = (count: number, low: number, high: number): Path => {
    const path: Path[] = [];
    for (let i = 0; i < count * areaShare; i++) {
      const radius = dice.between(low, high);
      path.push(ellipse(dice.between(0, stage.width), dice.between(0, stage.height), radius));
    }
    return path.flat();
  };
  const color = mix(hex('#ffffff'), stage.palette.haze, 0.08);
  return stack([
    fill(flakes(260, 1.1, 2.1), { color, alpha: 0.6 }),
    fill(flakes(150, 2, 3.6), { color, alpha: 0.8 }),
    fill(flakes(38, 4, 6.4), { color, alpha: 0.85 }),
    fill(flakes(9, 9, 15), { color, alpha: 0.22 }),
  ]);
}

/** Falling rain: slanted streaks at three distances. */
export function rainLayer(stage: Stage): Layer {
  const dice = stage.random.fork('rain');
  const areaShare = (stage.width * stage.height) / 1_000_000;
  const lean = dice.between(0.1, 0.24);
  const streaks = (count: number, long: number, width: number): Path => {
    const path: number[][] = [];
    for (let i = 0; i < count * areaShare; i++) {
      const x = dice.between(-40, stage.width + 60);
      const y = dice.between(-40, stage.height);
      const length = long * dice.between(0.6, 1.2);
      const w = width / 2;
      path.push([
        x - w,
        y,
        x + w,
        y,
        x - length * lean + w * 0.4,
        y + length,
        x - length * lean - w * 0.4,
        y + length,
      ]);
    }
    return path;
  };
  const color = mix(stage.palette.haze, [255, 255, 255], 0.55);
  return stack([
    fill(streaks(300, 34, 1.3), { color, alpha: 0.26 }),
    fill(streaks(170, 62, 1.8), { color, alpha: 0.3 }),
    fill(streaks(46, 110, 2.6), { color, alpha: 0.24 }),
  ]);
}

const petal: Path = outline('M-9 0 C-5 -6 3 -6 9 0 C3 4 -5 5 -9 0 Z');

/** Petals or leaves carried by the wind. */
export function driftingLayer(
  stage: Stage,
  colors: readonly Color[],
  count: number,
  size: number,
): Layer {
  const dice = stage.random.fork('drifting');
  const paths: Path[][] = colors.map(() => []);
  const all = count * Math.sqrt((stage.width * stage.height) / 1_000_000);
  for (let i = 0; i < all; i++) {
    const near = dice.next() ** 3;
    const one = place(petal, {
      x: dice.between(0, stage.width),
      y: dice.between(0, stage.height),
      scale: (size / 14) * (0.5 + 1.3 * near),
      stretch: dice.between(0.5, 1),
      turn: dice.between(0, Math.PI * 2),
    });
    paths[i % colors.length]?.push(one);
  }
  return stack(
    paths.map((path, i) => fill(path.flat(), { color: colors[i] ?? [255, 255, 255], alpha: 0.9 })),
  );
}

function bolt(
  x: number,
  y: number,
  length: number,
  width: number,
  dice: Random,
  path: Path[],
): void {
  const points = [x, y];
  let [u, v] = [x, y];
  const steps = 9;
  for (let i = 1; i <= steps; i++) {
    u += length * dice.between(-0.09, 0.09);
    v += length / steps;
    points.push(u, v);
    if (width > 3 && i > 2 && dice.chance(0.36))
      bolt(u, v, length * dice.between(0.2, 0.4), width * 0.45, dice, path);
  }
  path.push(stroke(points, width, width * 0.3));
}

/** A flash of lightning from the clouds to the horizon. */
export function lightningLayer(stage: Stage, horizon: number): Layer {
  const dice = stage.random.fork('lightning');
  const x = stage.width * dice.between(0.25, 0.75);
  const path: Path[] = [];
  bolt(x, -10, horizon * 0.94, 7, dice, path);
  const color = mix(hex('#eef2ff'), stage.palette.halo, 0.2);
  return stack([
    haloLayer({ x, y: horizon * 0.2 }, 260, color, 0.5),
    haloLayer({ x, y: horizon * 0.8 }, 150, color, 0.4),
    fill(path.flat(), { color: adjust(color, 0.1) }),
  ]);
}
