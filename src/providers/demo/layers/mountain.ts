import { type Color, mix } from '../color.ts';
import { fill } from '../fill.ts';
import type { Path } from '../path.ts';
import type { Random } from '../random.ts';
import { type Layer, type Paint, stack } from '../raster.ts';
import type { Spot } from '../stage.ts';

/** A broken line from one point to another, as rock breaks. */
function crack(from: Spot, until: Spot, rough: number, depth: number, dice: Random): number[] {
  if (depth === 0) return [until.x, until.y];
  const t = dice.between(0.4, 0.6);
  const push = (until.y - from.y) * rough * dice.between(-1, 1);
  const middle = {
    x: from.x + (until.x - from.x) * t + push,
    y: from.y + (until.y - from.y) * t - Math.abs(push) * 0.25,
  };
  return [
    ...crack(from, middle, rough, depth - 1, dice),
    ...crack(middle, until, rough, depth - 1, dice),
  ];
}

/** How a great mountain looks. */
export interface MountainLook {
  light: Color;
  shade: Color;
  snow: Color;
  snowShade: Color;
  /** What its foot fades into. */
  mist: Color;
  /** How far down the snow reaches, 0 to 1 of its height. */
  snowLine: number;
  /** Whether the light comes from the left. */
  fromLeft: boolean;
}

/** A great mountain of facets: a side in the light, a side in the shade, snow on top. */
export function mountainLayer(
  peak: Spot,
  base: number,
  half: number,
  look: MountainLook,
  dice: Random,
): Layer {
  const tall = base - peak.y;
  const left = crack(peak, { x: peak.x - half, y: base }, 0.1, 6, dice);
  const right = crack(peak, { x: peak.x + half, y: base }, 0.1, 6, dice);
  const spine = crack(
    peak,
    { x: peak.x + half * dice.between(-0.16, 0.16), y: base },
    0.34,
    4,
    dice,
  );
  const whole: Path = [[peak.x, peak.y, ...left, ...reversed(right)]];
  const dark: Path = [[peak.x, peak.y, ...spine, ...reversed(look.fromLeft ? right : left)]];
  const layers: Layer[] = [];
  const falling = (color: Color): Paint => ({
    color,
    to: { color: mix(color, look.mist, 0.85), from: peak.y + tall * 0.3, until: base },
  });
  layers.push(fill(whole, falling(look.light)), fill(dark, falling(look.shade)));
  for (let i = 0; i < 3; i++) layers.push(gully(peak, base, half, look, dice, falling));
  if (look.snowLine > 0) {
    const snow = snowCap(peak, tall, half, left, right, look.snowLine, dice);
    layers.push(fill(snow.whole, { color: look.snow }));
    layers.push(fill(snow.half(spine, look.fromLeft), { color: look.snowShade }));
  }
  return stack(layers);
}

/** A small facet of the other light, so that the sides are not bare. */
function gully(
  peak: Spot,
  base: number,
  half: number,
  look: MountainLook,
  dice: Random,
  falling: (color: Color) => Paint,
): Layer {
  const tall = base - peak.y;
  const side = dice.chance(0.5) ? 1 : -1;
  const down = dice.between(0.3, 0.6);
  const top = { x: peak.x + side * half * down * dice.between(0.3, 0.62), y: peak.y + tall * down };
  const foot = { x: top.x + side * half * 0.16, y: base };
  const a = crack(top, { x: foot.x - half * dice.between(0.1, 0.2), y: base }, 0.2, 4, dice);
  const b = crack(top, foot, 0.2, 4, dice);
  const inLight = side < 0 === look.fromLeft;
  const color = mix(look.light, look.shade, inLight ? 0.55 : 0.6);
  return fill([[top.x, top.y, ...a, ...reversed(b)]], falling(color));
}

function reversed(points: readonly number[]): number[] {
  const turned: number[] = [];
  for (let i = points.length - 2; i >= 0; i -= 2) turned.push(points[i] ?? 0, points[i + 1] ?? 0);
  return turned;
}

function above(points: readonly number[], level: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < points.length && (points[i + 1] ?? 0) < level; i += 2) {
    kept.push(points[i] ?? 0, points[i + 1] ?? 0);
  }
  return kept;
}

function snowCap(
  peak: Spot,
  tall: number,
  half: number,
  left: readonly number[],
  right: readonly number[],
  share: number,
  dice: Random,
) {
  const level = peak.y + tall * share;
  const kept = { left: above(left, level), right: above(right, level) };
  const [x0 = peak.x - half * share, y0 = level] = kept.left.slice(-2);
  const [x1 = peak.x + half * share, y1 = level] = kept.right.slice(-2);
  // Tongues of snow: a saw from one flank to the other.
  const teeth = 9;
  const hem: number[] = [];
  for (let i = 1; i < teeth; i++) {
    const t = i / teeth;
    const deep = i % 2 === 1 ? dice.between(-0.16, -0.05) : dice.between(0.02, 0.2);
    hem.push(
      x0 + (x1 - x0) * (t + dice.between(-0.03, 0.03)),
      y0 + (y1 - y0) * t + tall * share * deep * 1.5,
    );
  }
  const whole: Path = [[peak.x, peak.y, ...kept.left, ...hem, ...reversed(kept.right)]];
  const half2 = (spine: readonly number[], fromLeft: boolean): Path => {
    const ridge = above(spine, level);
    const [foot = peak.x] = ridge.slice(-2);
    const inside: number[] = [];
    for (let i = 0; i < hem.length; i += 2) {
      const x = hem[i] ?? 0;
      if (fromLeft ? x > foot : x < foot) inside.push(x, hem[i + 1] ?? 0);
    }
    return fromLeft
      ? [[peak.x, peak.y, ...ridge, ...inside, ...reversed(kept.right)]]
      : [[peak.x, peak.y, ...ridge, ...reversed(inside), ...reversed(kept.left)]];
  };
  return { whole, half: half2 };
}
