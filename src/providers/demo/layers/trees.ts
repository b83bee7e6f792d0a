import { adjust, type Color, hex, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { ellipse, type Path, place, stroke } from '../path.ts';
import type { Random } from '../random.ts';
import { type Layer, stack } from '../raster.ts';
import type { Spot } from '../stage.ts';

/** The three tones of a plant, from light to dark, and its wood. */
export interface PlantLook {
  light: Color;
  middle: Color;
  dark: Color;
  wood: Color;
  /** Snow on its boughs, where there is any. */
  snow?: Color;
}

function bough(width: number, height: number, droop: number, dice: Random): number[] {
  const points = [0, 0];
  const teeth = Math.max(3, Math.round(width / 14));
  points.push(width * 0.2, height * 0.42, width * 0.5, height * 0.9);
  for (let i = 0; i <= teeth * 2; i++) {
    const t = i / (teeth * 2);
    const tip = i % 2 === 0 ? droop : -droop * 0.5;
    points.push(width * (0.5 - t), height + tip * (1 - Math.abs(0.5 - t)) * dice.between(0.6, 1.1));
  }
  points.push(-width * 0.2, height * 0.42);
  return points;
}

/** A fir or spruce that stands at a spot, `tall` units high. */
export function pineLayer({ x, y }: Spot, tall: number, look: PlantLook, dice: Random): Layer {
  const layers: Layer[] = [
    fill(
      [
        [
          x - tall * 0.018,
          y - tall * 0.3,
          x + tall * 0.018,
          y - tall * 0.3,
          x + tall * 0.026,
          y,
          x - tall * 0.026,
          y,
        ],
      ],
      {
        color: look.wood,
      },
    ),
  ];
  const tiers = Math.max(4, Math.min(9, Math.round(4 + tall / 60)));
  const width = tall * dice.between(0.34, 0.44);
  for (let i = tiers - 1; i >= 0; i--) {
    const t = i / tiers;
    const wide = width * (0.16 + 0.84 * ((i + 1) / tiers)) * dice.between(0.92, 1.08);
    const high = (tall / tiers) * 1.75;
    const top = y - tall + tall * 0.9 * t;
    const shape = bough(wide, high, tall * 0.02, dice);
    const lean = dice.between(-0.02, 0.02);
    const at = { x, y: top, turn: lean };
    const half: Path = [shape.map((value, k) => (k % 2 === 0 ? Math.max(0, value) : value))];
    const color = mix(look.middle, look.dark, 0.35 + 0.5 * t);
    layers.push(fill(place([shape], at), { color }));
    layers.push(fill(place(half, at), { color: look.dark, alpha: 0.4 }));
    if (look.snow !== undefined) {
      const cap = bough(wide * 0.8, high * 0.62, -tall * 0.03, dice);
      layers.push(fill(place([cap], { ...at, x: x - wide * 0.04 }), { color: look.snow }));
      const shaded: Path = [
        cap.map((value, k) => (k % 2 === 0 ? Math.max(wide * 0.06, value) : value)),
      ];
      layers.push(
        fill(place(shaded, { ...at, x: x - wide * 0.04 }), {
          color: mix(look.snow, look.dark, 0.22),
        }),
      );
    }
  }
  return stack(layers);
}

interface Twig {
  x: number;
  y: number;
  /** Units from the trunk's root on. */
  far: number;
}

/** Grows wood: pushes tapered strokes to `wood` and the ends of all twigs to `tips`. */
function grow(
  from: Spot,
  angle: number,
  length: number,
  width: number,
  depth: number,
  dice: Random,
  wood: Path[],
  tips: Twig[],
): void {
  const bend = dice.between(-0.22, 0.22);
  const points = [from.x, from.y];
  let { x, y } = from;
  for (let i = 1; i <= 4; i++) {
    const heading = angle + (bend * i) / 4;
    x += (Math.cos(heading) * length) / 4;
    y += (Math.sin(heading) * length) / 4;
    points.push(x, y);
  }
  wood.push(stroke(points, width, width * 0.62));
  if (depth <= 2) tips.push({ x, y, far: depth });
  if (depth === 0) return;
  const forks = depth > 2 ? 3 : 2;
  for (let i = 0; i < forks; i++) {
    const spread = (i / (forks - 1) - 0.5) * dice.between(1.1, 1.6) + dice.between(-0.12, 0.12);
    grow(
      { x, y },
      angle + bend + spread,
      length * dice.between(0.64, 0.8),
      width * 0.6,
      depth - 1,
      dice,
      wood,
      tips,
    );
  }
}

/** A tree with a round crown of leaves or blossoms; `bare` leaves only the wood. */
export function leafTreeLayer(
  { x, y }: Spot,
  tall: number,
  look: PlantLook,
  dice: Random,
  bare = false,
): Layer {
  const wood: Path[] = [];
  const tips: Twig[] = [];
  const lean = dice.between(-0.12, 0.12);
  const depth = bare ? 5 : tall > 200 ? 4 : 3;
  grow({ x, y }, -Math.PI / 2 + lean, tall * 0.3, tall * 0.06, depth, dice, wood, tips);
  const roots: Path = [
    [
      x - tall * 0.075,
      y + tall * 0.012,
      x - tall * 0.03,
      y - tall * 0.07,
      x + tall * 0.03,
      y - tall * 0.07,
      x + tall * 0.075,
      y + tall * 0.012,
    ],
  ];
  const timber = fill([...wood.flat(), ...roots], { color: look.wood });
  if (bare) return timber;
  // Leaves crowd in heaps around the twigs' ends; all measures are shares of the height.
  const heaps = (count: number, size: number, spread: number, lift: number) => {
    const path: Path[] = [];
    for (const tip of tips) {
      for (let i = 0; i < count; i++) {
        const angle = dice.between(0, Math.PI * 2);
        const away = Math.sqrt(dice.next()) * spread * tall;
        const radius = size * tall * dice.between(0.55, 1.15);
        const u = tip.x + Math.cos(angle) * away - lift * tall * 0.6;
        const v = tip.y + Math.sin(angle) * away * 0.8 - lift * tall;
        path.push(ellipse(u, v, radius, radius * 0.85));
      }
    }
    return path.flat();
  };
  return stack([
    fill(heaps(6, 0.034, 0.072, -0.022), { color: look.dark }),
    timber,
    fill(heaps(5, 0.026, 0.066, 0), { color: mix(look.dark, look.middle, 0.6) }),
    fill(heaps(6, 0.02, 0.06, 0.014), { color: look.middle }),
    fill(heaps(6, 0.012, 0.056, 0.028), { color: mix(look.middle, look.light, 0.6) }),
    fill(heaps(6, 0.0065, 0.06, 0.034), { color: look.light }),
    fill(heaps(3, 0.0045, 0.09, 0), { color: adjust(look.light, 0.04) }),
  ]);
}

/** A palm that leans over the beach. */
export function palmLayer({ x, y }: Spot, tall: number, look: PlantLook, dice: Random): Layer {
  const lean = tall * dice.between(0.14, 0.3) * (dice.chance(0.5) ? 1 : -1);
  const trunk: number[] = [];
  for (let i = 0; i <= 10; i++) {
    const t = i / 10;
    trunk.push(x + lean * t * t, y - tall * t);
  }
  const crown = { x: x + lean, y: y - tall };
  const frond = (angle: number, long: number): Path => {
    const path: Path[] = [];
    const spine: number[] = [];
    for (let i = 0; i <= 12; i++) {
      const t = i / 12;
      const u = crown.x + Math.cos(angle) * long * t;
      const v = crown.y + Math.sin(angle) * long * t * 0.7 + long * 0.62 * t * t;
      spine.push(u, v);
      if (i === 0) continue;
      const leaf = long * 0.3 * Math.sin(Math.PI * (0.12 + 0.86 * t));
      for (const side of [-0.55, 0.55]) {
        const dir =
          Math.atan2(Math.sin(angle) * 0.7 + 1.24 * t, Math.cos(angle)) + side * (1.7 - t);
        path.push([
          [
            u - 2,
            v,
            u + Math.cos(dir) * leaf,
            v + Math.sin(dir) * leaf + leaf * 0.25,
            u + 3,
            v + 2,
          ],
        ]);
      }
    }
    path.push(stroke(spine, tall * 0.012, 1));
    return path.flat();
  };
  const layers: Layer[] = [fill(stroke(trunk, tall * 0.05, tall * 0.026), { color: look.wood })];
  for (let i = 0; i < 9; i++) {
    const angle = -Math.PI * (0.02 + (0.96 * ((i * 4) % 9)) / 8) + dice.between(-0.1, 0.1);
    const color = mix(look.dark, look.middle, i / 9);
    layers.push(fill(frond(angle, tall * dice.between(0.4, 0.5)), { color }));
  }
  layers.push(
    fill(
      [
        ...ellipse(crown.x - 8, crown.y + 8, tall * 0.022),
        ...ellipse(crown.x + 9, crown.y + 10, tall * 0.022),
      ],
      { color: mix(look.wood, hex('#3a2418'), 0.4) },
    ),
  );
  return stack(layers);
}
