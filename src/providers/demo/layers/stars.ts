import { adjust, type Color, hex, mix } from '../color.ts';
import { fractal2, noise1 } from '../noise.ts';
import { glow, type Layer, stack } from '../raster.ts';
import type { Spot, Stage } from '../stage.ts';
import { haloLayer } from './celestial.ts';

interface Star {
  x: number;
  y: number;
  radius: number;
  power: number;
  color: Color;
}

function starField(stars: readonly Star[]): Layer {
  return ({ width, height, scale }) => {
    const sorted = [...stars].sort((a, b) => a.y - b.y);
    const reach = Math.max(0, ...stars.map(({ radius }) => radius)) * 3 + 2 / scale;
    return {
      top: 0,
      bottom: height,
      paint(row, y) {
        const level = (y + 0.5) / scale;
        for (const star of sorted) {
          if (star.y < level - reach) continue;
          if (star.y > level + reach) break;
          const radius = Math.max(star.radius * scale, 0.55);
          const v = ((star.y - level) * scale) ** 2;
          const at = star.x * scale;
          const left = Math.max(0, Math.floor(at - radius * 3));
          const right = Math.min(width, Math.ceil(at + radius * 3));
          for (let x = left; x < right; x++) {
            const square = ((x + 0.5 - at) ** 2 + v) / (radius * radius);
            if (square < 9) glow(row, x, star.color, star.power * Math.exp(-square));
          }
        }
      },
    };
  };
}

/** Stars above `bottom` units, fewer and fainter towards it; with the Milky Way if wished. */
export function starsLayer(
  { width, random, palette }: Stage,
  bottom: number,
  plenty: number,
  galaxy: boolean,
): Layer {
  const dice = random.fork('stars');
  const tints = [
    hex('#ffffff'),
    hex('#cfe0ff'),
    hex('#fff0d0'),
    mix(palette.halo, [255, 255, 255], 0.5),
  ] as const;
  const stars: Star[] = [];
  const add = (x: number, y: number, size: number) => {
    const fade = Math.max(0, 1 - y / bottom) ** 0.7;
    const power = dice.between(0.25, 1) * fade;
    stars.push({ x, y, radius: size, power, color: dice.pick(tints) });
  };
  const count = Math.round((width * bottom * plenty) / 3200);
  for (let i = 0; i < count; i++) {
    const big = dice.next() ** 6;
    add(dice.between(0, width), dice.between(0, bottom), 0.7 + big * 2.1);
  }
  if (!galaxy) return starField(stars);
  const slope = dice.between(-0.9, -0.5);
  const middle = bottom * dice.between(0.42, 0.56);
  const seed = dice.integer(1, 1e9);
  const path = (x: number) => middle + slope * (x - width / 2) * 0.8;
  for (let i = 0; i < count * 2; i++) {
    const x = dice.between(0, width);
    const y = path(x) + (dice.next() + dice.next() + dice.next() - 1.5) * 170;
    if (y > 0 && y < bottom) add(x, y, 0.5 + dice.next() ** 5);
  }
  return stack([galaxyBand(path, seed, palette.halo, bottom), starField(stars)]);
}

function galaxyBand(path: (x: number) => number, seed: number, tint: Color, bottom: number): Layer {
  const warm = mix(hex('#ffd9c0'), tint, 0.4);
  return ({ width, scale }) => ({
    top: 0,
    bottom: bottom * scale,
    paint(row, y) {
      const level = (y + 0.5) / scale;
      for (let x = 0; x < width; x++) {
        const u = x / scale;
        const off = (level - path(u)) / 190;
        if (Math.abs(off) > 2.2) continue;
        const cloud = fractal2(u / 150, level / 150, seed, 4);
        const dust =
          Math.max(0, fractal2(u / 90, level / 90, seed + 5, 3)) * Math.exp(-off * off * 5);
        const power =
          Math.exp(-off * off * 1.4) * (0.5 + 0.5 * cloud) * Math.max(0, 1 - level / bottom);
        glow(row, x, off * cloud > 0 ? tint : warm, Math.max(0, power * 0.85 - dust * 0.7));
      }
    },
  });
}

/** A firework: sparks on bent rays around a bright heart. */
export function fireworkLayer(spot: Spot, size: number, color: Color, seed: number): Layer {
  const stars: Star[] = [];
  const rays = 34;
  for (let ray = 0; ray < rays; ray++) {
    const angle = (ray / rays) * Math.PI * 2 + noise1(ray * 1.7, seed) * 0.12;
    const long = size * (0.78 + 0.24 * noise1(ray * 2.3, seed + 1));
    for (let step = 3; step <= 22; step++) {
      const t = step / 22;
      stars.push({
        x: spot.x + Math.cos(angle) * long * t,
        y: spot.y + Math.sin(angle) * long * t + size * 0.22 * t * t,
        radius: 1 + t * 1.3,
        power: 0.25 + 0.75 * t * t,
        color: t > 0.86 ? adjust(color, 0.2) : color,
      });
    }
  }
  return stack([haloLayer(spot, size * 0.45, color, 0.35), starField(stars)]);
}

/** Small lights that hang in the air: fireflies, sparks, far lamps. */
export function sparksLayer(spots: readonly (Spot & { size: number })[], color: Color): Layer {
  const hearts = spots.map(({ x, y, size }) => ({
    x,
    y,
    radius: size,
    power: 1,
    color: adjust(color, 0.12),
  }));
  const halos = spots.map(({ x, y, size }) => ({ x, y, radius: size * 4.2, power: 0.4, color }));
  return stack([starField(halos), starField(hearts)]);
}
