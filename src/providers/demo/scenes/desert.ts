import { type Color, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { hillLine, landLayer } from '../layers/ridges.ts';
import { mistLayer } from '../layers/sky.ts';
import type { Layer } from '../raster.ts';
import type { Line, Spot, Stage } from '../stage.ts';
import type { Outlook, Setting } from './setting.ts';

/** A crest line as the wind leaves it: long slopes that end in rounded tops. */
function duneLine(seed: number, level: number, tall: number, broad: number): Line {
  const swell = hillLine(seed, 0, 1, broad);
  return (x) => {
    const wave = swell(x);
    return level + tall * (wave < 0 ? -(Math.abs(wave) ** 1.35) : wave * 0.7);
  };
}

/** The tops of a line between two ends, each with the foot of its slope on one side. */
function crestsOf(line: Line, width: number, toRight: boolean): { top: Spot; foot: Spot }[] {
  const step = 8;
  const crests: { top: Spot; foot: Spot }[] = [];
  for (let x = -400; x < width + 400; x += step) {
    const y = line(x);
    if (y > line(x - step) || y >= line(x + step)) continue;
    const side = toRight ? step : -step;
    let foot = x;
    while (line(foot + side) > line(foot) && Math.abs(foot - x) < 700) foot += side;
    crests.push({ top: { x, y }, foot: { x: foot, y: line(foot) } });
  }
  return crests;
}

/** The shaded sides: crescents between each crest and the foot of its slope. */
function shadeLayer(line: Line, color: Color, width: number, toRight: boolean): Layer {
  const path = crestsOf(line, width, toRight).map(({ top, foot }) => {
    const span = foot.x - top.x;
    const deep = Math.abs(span) * 0.34 + (foot.y - top.y) * 0.5;
    const points: number[] = [];
    for (let i = 0; i <= 40; i++) {
      const x = top.x + (span * i) / 40;
      points.push(x, line(x) - 0.5);
    }
    // Back to the crest in an S: wide at the foot, steep under the top.
    for (let i = 39; i > 0; i--) {
      const t = i / 40;
      const bow = t ** 1.7 + 0.12 * Math.sin(t * Math.PI * 2);
      const drop = deep * Math.sin(Math.PI * t ** 0.8) ** 1.2;
      points.push(top.x + span * bow, top.y + (foot.y - top.y) * t + drop);
    }
    return points;
  });
  return fill(path, { color, alpha: 0.9 });
}

/** Dunes in a low light, a sharp winding crest between their lit and their shaded sides. */
export function layDesert(stage: Stage, outlook: Outlook): Setting {
  const { height, width, palette, random } = stage;
  const { horizon, light, sky } = outlook;
  const dice = random.fork('dunes');
  const behind = [...sky, mistLayer(palette.haze, horizon, 90, 0.5, 3)];
  const lines: Line[] = [];
  const count = 5;
  for (let i = 0; i < count; i++) {
    const t = i / (count - 1);
    const level = horizon + 34 + (height * 0.86 - horizon) * t ** 1.15;
    const line = duneLine(dice.integer(1, 1e9), level, 44 + 90 * t, 250 + 330 * t);
    lines.push(line);
    const far = 0.62 * (1 - t);
    const bright = mix(mix(palette.ground, palette.halo, 0.25), palette.haze, far);
    const dark = mix(
      mix(palette.groundShade, palette.near, 0.3 + 0.12 * t),
      palette.haze,
      far * 0.9,
    );
    const to = { color: mix(bright, dark, 0.5), from: level - 60, until: level + 240 };
    behind.push(landLayer(line, { color: bright, to }));
    behind.push(shadeLayer(line, dark, width, light.x < width / 2));
  }
  const ground = lines.at(-1) ?? (() => height * 0.86);
  const far = lines[2] ?? ground;
  return {
    behind,
    before: [],
    ground: (x) => Math.min(height - 20, ground(x) + 60),
    far: (x) => far(x) + 18,
    water: undefined,
    horizon,
    light,
  };
}
