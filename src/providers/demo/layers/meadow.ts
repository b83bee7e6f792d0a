import { adjust, type Color, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { ellipse, type Path, stroke } from '../path.ts';
import { type Layer, stack } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';

/** Blades of grass along a line; `tall` is the longest, in units. */
export function grassLayer(
  stage: Stage,
  line: Line,
  tall: number,
  color: Color,
  dense: number,
  label: string,
): Layer {
  const dice = stage.random.fork(`grass ${label}`);
  const back: number[][] = [];
  const front: number[][] = [];
  const count = Math.round((stage.width * dense) / 6);
  for (let i = 0; i < count; i++) {
    const x = dice.between(-10, stage.width + 10);
    const y = line(x) + dice.between(0, tall * 0.5);
    const high = tall * dice.between(0.35, 1);
    const lean = high * dice.between(-0.5, 0.5);
    const half = Math.max(1.1, tall * 0.028);
    const blade = [
      ...[x - half, y + 4, x + lean * 0.3 - half * 0.7, y - high * 0.55, x + lean, y - high],
      ...[x + lean * 0.35 + half * 0.8, y - high * 0.5, x + half, y + 4],
    ];
    (dice.chance(0.5) ? back : front).push(blade);
  }
  return stack([
    fill(back, { color: adjust(color, -0.04) }),
    fill(front, { color: adjust(color, 0.035) }),
  ]);
}

/** Reeds with brown heads at the edge of a water. */
export function reedsLayer(
  stage: Stage,
  from: number,
  until: number,
  line: Line,
  color: Color,
): Layer {
  const dice = stage.random.fork(`reeds ${Math.round(from)}`);
  const stems: Path[] = [];
  const heads: Path[] = [];
  const count = Math.max(5, Math.round((until - from) / 9));
  for (let i = 0; i < count; i++) {
    const x = from + (until - from) * dice.next();
    const y = line(x) + 12;
    const high = dice.between(60, 170);
    const lean = high * dice.between(-0.16, 0.22);
    stems.push(stroke([x, y, x + lean * 0.3, y - high * 0.6, x + lean, y - high], 3.6, 1.6));
    if (dice.chance(0.4))
      heads.push(stroke([x + lean * 0.86, y - high * 0.9, x + lean * 1.04, y - high * 1.05], 8));
    const fall = dice.chance(0.5) ? 1 : -1;
    stems.push(
      stroke(
        [x, y, x + fall * high * 0.14, y - high * 0.55, x + fall * high * 0.42, y - high * 0.62],
        4,
        1,
      ),
    );
  }
  return stack([
    fill(stems.flat(), { color }),
    fill(heads.flat(), { color: mix(color, [92, 52, 34], 0.55) }),
  ]);
}

/** Small flowers strewn over a meadow, the farther the smaller and the closer together. */
export function flowersLayer(
  stage: Stage,
  line: Line,
  bottom: number,
  colors: readonly Color[],
  dense: number,
  label: string,
): Layer {
  const dice = stage.random.fork(`flowers ${label}`);
  const paths: Path[][] = colors.map(() => []);
  const hearts: Path[] = [];
  const count = Math.round((stage.width / 1000) * 420 * dense);
  for (let i = 0; i < count; i++) {
    const x = dice.between(0, stage.width);
    const top = line(x) + 6;
    const t = dice.next() ** 1.7;
    const y = top + (bottom - top) * t;
    const size = 1.6 + 7.5 * t;
    const petals: Path[] = [];
    for (let k = 0; k < 5; k++) {
      const angle = (k / 5) * Math.PI * 2 + dice.next();
      petals.push(
        ellipse(
          x + Math.cos(angle) * size * 0.62,
          y + Math.sin(angle) * size * 0.46,
          size * 0.52,
          size * 0.42,
        ),
      );
    }
    paths[dice.integer(0, colors.length - 1)]?.push(
      size > 3.4 ? petals.flat() : ellipse(x, y, size, size * 0.8),
    );
    if (size > 3.4) hearts.push(ellipse(x, y, size * 0.34, size * 0.28));
  }
  return stack([
    ...paths.map((path, i) => fill(path.flat(), { color: colors[i] ?? [255, 255, 255] })),
    fill(hearts.flat(), { color: mix([250, 205, 90], stage.palette.near, 0.12) }),
  ]);
}
