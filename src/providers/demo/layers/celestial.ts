import { type Color, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { ellipse, type Path, place } from '../path.ts';
import { glow, type Layer, stack } from '../raster.ts';
import type { Spot, Stage } from '../stage.ts';

/** A soft round light, `reach` units to where it is a quarter as strong. */
export function haloLayer({ x, y }: Spot, reach: number, color: Color, strength: number): Layer {
  const far = reach * 5;
  return ({ width, scale }) => ({
    top: (y - far) * scale,
    bottom: (y + far) * scale,
    paint(row, rowTop) {
      const v = ((rowTop + 0.5) / scale - y) ** 2;
      const left = Math.max(0, Math.floor((x - far) * scale));
      const right = Math.min(width, Math.ceil((x + far) * scale));
      for (let i = left; i < right; i++) {
        const square = ((i + 0.5) / scale - x) ** 2 + v;
        const fade = Math.max(0, 1 - square / (far * far));
        glow(row, i, color, (strength * fade * fade) / (1 + square / (reach * reach)) ** 2);
      }
    },
  });
}

/** The sun: a clean disc in its light. */
export function sunLayer({ palette }: Stage, spot: Spot, radius: number): Layer {
  return stack([
    haloLayer(spot, radius * 1.5, palette.halo, 0.75),
    fill(ellipse(spot.x, spot.y, radius), { color: palette.disc }),
  ]);
}

function crescent({ x, y }: Spot, radius: number): Path {
  const arc = (bulge: number) =>
    Array.from({ length: 49 }, (_, i) => {
      const angle = (i / 48 - 0.5) * Math.PI;
      return [Math.cos(angle) * radius * bulge, Math.sin(angle) * radius] as const;
    });
  const points = [...arc(1), ...arc(0.45).reverse()].flat();
  return place([points], { x, y, turn: -0.45 });
}

/** Where the moon's dark plains lie on a disc of radius 1, roughly as we see them. */
const seas = [
  [-0.34, -0.34, 0.3],
  [0.04, -0.5, 0.16],
  [0.3, -0.3, 0.2],
  [0.44, -0.02, 0.19],
  [-0.54, 0.1, 0.24],
  [-0.26, 0.34, 0.15],
  [0.66, -0.34, 0.09],
  [0.2, 0.5, 0.06],
] as const;

/** The moon: full with pale seas, or a crescent. */
export function moonLayer(
  { palette, random }: Stage,
  spot: Spot,
  radius: number,
  thin: boolean,
): Layer {
  const light = haloLayer(spot, radius * 1.6, palette.halo, 0.6);
  if (thin) return stack([light, fill(crescent(spot, radius), { color: palette.disc })]);
  const tilt = random.fork('moon').between(-0.5, 0.5);
  const at = { x: spot.x, y: spot.y, scale: radius, turn: tilt };
  const dark = seas.flatMap(([x, y, size]) => ellipse(x, y, size, size * 0.84));
  return stack([
    light,
    fill(ellipse(spot.x, spot.y, radius), { color: palette.disc }),
    fill(place(dark, at), { color: mix(palette.disc, palette.halo, 0.6), alpha: 0.32 }),
  ]);
}
