import { adjust, type Color, hex, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { ellipse, type Path, rectangle } from '../path.ts';
import type { Random } from '../random.ts';
import { type Layer, stack } from '../raster.ts';
import type { Stage } from '../stage.ts';
import { haloLayer } from './celestial.ts';

interface Tower {
  x: number;
  width: number;
  top: number;
}

/** What stands on a roof: a spire, a step, a slope, a dome, a tank, or nothing. */
function roof({ x, width, top }: Tower, dice: Random): Path {
  const middle = x + width / 2;
  switch (dice.integer(0, 9)) {
    case 0:
      return [
        ...rectangle(x + width * 0.2, top - width * 0.22, width * 0.6, width * 0.24),
        ...rectangle(x + width * 0.36, top - width * 0.42, width * 0.28, width * 0.24),
        ...rectangle(middle - 1.6, top - width * 1.25, 3.2, width),
      ];
    case 1:
      return [
        [x, top + 1, middle, top - width * 0.75, x + width, top + 1],
        ...rectangle(middle - 1.2, top - width * 1.3, 2.4, width * 0.7),
      ];
    case 2:
      return [[x, top + 1, x, top - width * 0.42, x + width, top + 1]];
    case 3:
      return width < 60
        ? ellipse(middle, top, width * 0.42, width * 0.34)
        : rectangle(x + width * 0.1, top - 9, width * 0.8, 10);
    case 4:
      return [
        ...rectangle(x + width * 0.15, top - width * 0.18, width * 0.3, width * 0.2),
        ...rectangle(x + width * 0.62, top - width * 0.45, 2.4, width * 0.5),
      ];
    case 5:
      return [
        ...rectangle(x + width * 0.12, top - 26, width * 0.76, 28),
        ...rectangle(x + width * 0.26, top - 46, width * 0.48, 24),
      ];
    default:
      return [];
  }
}

function windows(
  { x, width, top }: Tower,
  foot: number,
  share: number,
  dice: Random,
): number[][][] {
  const bright: number[][][] = [[], []];
  const columns = Math.max(2, Math.round(width / dice.between(11, 17)));
  const cell = width / (columns + 0.6);
  const high = dice.between(12, 19);
  const banded = dice.chance(0.22);
  for (let y = top + high * 0.7; y < foot; y += high) {
    const row = banded ? dice.between(0, 2) * share : share;
    for (let i = 0; i < columns; i++) {
      if (!dice.chance(row)) continue;
      const wide = banded ? cell * 0.94 : cell * 0.56;
      const pane = rectangle(x + cell * (i + 0.52), y, wide, high * 0.48);
      bright[dice.chance(0.72) ? 0 : 1]?.push(...pane.map((contour) => [...contour]));
    }
  }
  return bright;
}

/** A row of towers that stand on `foot`; `depth` is 0 far away and 1 close by. */
function row(
  stage: Stage,
  foot: number,
  tallest: number,
  depth: number,
  color: Color,
  dice: Random,
): Layer {
  const { palette } = stage;
  const bodies: Path[] = [];
  const sides: Path[] = [];
  const panes: [Path[], Path[]] = [[], []];
  const dark = palette.hour === 'night' || palette.hour === 'dusk';
  const share = dark ? 0.42 : palette.hour === 'sunset' ? 0.26 : 0.1;
  for (let x = -30; x < stage.width + 20; ) {
    const width = dice.between(42, 96) * (0.7 + 0.5 * depth);
    // Cities crowd around a centre: towers shrink towards the edges.
    const away = (x + width / 2) / stage.width - 0.5;
    const swell = 0.5 + 0.62 * Math.exp(-away * away * 9);
    const tower = { x, width, top: foot - tallest * swell * (0.35 + 0.65 * dice.next() ** 1.3) };
    bodies.push(rectangle(x, tower.top, width, foot - tower.top + 4), roof(tower, dice));
    sides.push(rectangle(x + width * 0.66, tower.top, width * 0.34, foot - tower.top + 4));
    const [a = [], b = []] = windows(tower, foot, share * (0.45 + 0.75 * depth), dice);
    panes[0].push(a);
    panes[1].push(b);
    x += width * dice.between(0.82, 1.12);
  }
  const fade = {
    color: mix(color, palette.haze, 0.5 - 0.25 * depth),
    from: foot - tallest * 0.6,
    until: foot,
  };
  const alpha = 0.4 + 0.55 * depth;
  const day = !dark && palette.hour !== 'sunset';
  const glass = mix(palette.haze, [255, 255, 255], 0.35);
  const cold = day ? glass : hex('#a9d8ff');
  return stack([
    fill(bodies.flat(), { color, to: fade }),
    fill(sides.flat(), {
      color: adjust(color, -0.05),
      alpha: 0.5,
      to: { alpha: 0.05, from: foot - tallest, until: foot },
    }),
    fill(panes[0].flat(), { color: day ? glass : palette.lamp, alpha: day ? alpha * 0.5 : alpha }),
    fill(panes[1].flat(), { color: cold, alpha: alpha * 0.7 }),
  ]);
}

const neons = ['#ff4fa0', '#38e0ff', '#ffb13d', '#9d6bff', '#4dffb0'].map(hex);

/** Upright signs that glow in the nearer streets. */
function neonLayers(stage: Stage, foot: number, dice: Random): Layer[] {
  const layers: Layer[] = [];
  const count = Math.round((stage.width / 1000) * 9);
  for (let i = 0; i < count; i++) {
    const x = ((i + dice.next()) / count) * stage.width;
    const y = foot - dice.between(50, 210);
    const high = dice.between(34, 84);
    const color = neons[dice.integer(0, neons.length - 1)] ?? stage.palette.lamp;
    layers.push(
      haloLayer({ x: x + 6, y: y + high / 2 }, high * 0.5, color, 0.5),
      fill(rectangle(x, y, 13, high), { color: adjust(color, 0.06) }),
      fill(rectangle(x + 4.5, y + 5, 4, high - 10), { color: [255, 255, 255], alpha: 0.75 }),
    );
  }
  return layers;
}

/** A skyline of several rows on `foot` (units), lit as the hour asks. */
export function cityLayers(stage: Stage, foot: number, tallest: number): Layer[] {
  const dice = stage.random.fork('city');
  const { palette, wish } = stage;
  const rows = 4;
  const layers: Layer[] = [];
  const dark = palette.hour === 'night' || palette.hour === 'dusk';
  for (let i = 0; i < rows; i++) {
    const t = i / (rows - 1);
    const color = mix(
      mix(palette.far, palette.haze, 0.3 * (1 - t)),
      palette.near,
      0.08 + 0.86 * t ** 1.2,
    );
    const tall = tallest * (1 - 0.52 * t) * (i === 0 ? 0.92 : 1);
    layers.push(row(stage, foot, tall, t, color, dice));
    if (i < rows - 1) {
      const glowing = dark ? mix(palette.haze, palette.lamp, 0.45) : palette.haze;
      layers.push(
        haloLayer({ x: stage.width / 2, y: foot }, stage.width * 0.2, glowing, dark ? 0.2 : 0.1),
      );
    }
  }
  const neon = /neon|cyberpunk|霓虹|赛博/.test(wish.prompt.toLowerCase());
  if (neon || (dark && wish.has('rain'))) layers.push(...neonLayers(stage, foot, dice));
  return layers;
}
