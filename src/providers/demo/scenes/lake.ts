import { adjust, type Color, mix } from '../color.ts';
import { grassLayer, reedsLayer } from '../layers/meadow.ts';
import { hillLine, landLayer, rangeLayers, woodLine } from '../layers/ridges.ts';
import { mistLayer } from '../layers/sky.ts';
import { leafTreeLayer } from '../layers/trees.ts';
import { waterLayer } from '../layers/water.ts';
import { chooseSeason } from '../palette.ts';
import type { Layer } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';
import { peakLayers } from './peaks.ts';
import { blossomLook, groveLayers, plantLook } from './plants.ts';
import type { Outlook, Setting } from './setting.ts';

/** Broad-leaved trees along the far shore, each in a tone of its own. */
function farTrees(stage: Stage, horizon: number): Layer[] {
  const { palette, random, width } = stage;
  const dice = random.fork('far trees');
  const [light, middle, dark] = palette.leaf;
  const count = Math.round((width / 1000) * 16);
  return Array.from({ length: count }, (_, i) => {
    const depth = dice.between(0.12, 0.34);
    const leaf = dice.chance(0.5) ? light : middle;
    const tone = mix(leaf, dice.chance(0.4) ? dark : middle, dice.next());
    const away = (color: Color) => mix(color, palette.haze, depth);
    const tones = {
      light: away(adjust(tone, 0.06)),
      middle: away(tone),
      dark: away(adjust(tone, -0.09)),
    };
    const spot = { x: width * ((i + dice.next()) / count), y: horizon - dice.between(0, 8) };
    return leafTreeLayer(
      spot,
      dice.between(64, 118),
      { ...plantLook(stage, depth), ...tones },
      dice,
    );
  });
}

/** Everything beyond the water. */
function farShore(stage: Stage, { horizon, light, sky }: Outlook): Layer[] {
  const { wish, palette, random } = stage;
  const dice = random.fork('lake');
  const seed = dice.integer(1, 1e9);
  const season = chooseSeason(wish, random);
  const leafy = season === 'autumn' || season === 'spring';
  const mountains = wish.has('mountain') || dice.chance(0.5);
  const back = [...sky];
  if (mountains)
    back.push(...peakLayers(stage, horizon + 10, light, Math.min(400, horizon * 0.72)));
  const form = { tall: mountains ? 96 : 150, broad: 460, wooded: true, nearest: 0.8 };
  back.push(...rangeLayers(stage, horizon - (mountains ? 40 : 90), horizon - 16, 3, form));
  back.push(mistLayer(palette.haze, horizon - 34, 80, wish.has('fog') ? 0.85 : 0.45, seed));
  const shore = hillLine(seed + 1, horizon - 12, 10, 300);
  const color = mix(palette.leaf[leafy ? 1 : 2], palette.haze, 0.3);
  const to = { color: mix(color, palette.near, 0.5), from: horizon - 60, until: horizon };
  back.push(landLayer(woodLine(shore, seed + 2, leafy ? 40 : 52, 1), { color, to }));
  return leafy ? [...back, ...farTrees(stage, horizon)] : back;
}

function bankTrees(stage: Stage, bank: Line, right: boolean): Layer[] {
  const { wish, width, random } = stage;
  const dice = random.fork('bank');
  const pink = wish.has('blossom');
  if (pink || wish.has('tree') || chooseSeason(wish, random) === 'autumn') {
    const x = width * (right ? 0.88 : 0.12);
    const look = pink ? blossomLook(stage, 0) : plantLook(stage);
    return [leafTreeLayer({ x, y: bank(x) + 22 }, 560, look, dice)];
  }
  const from = right ? width * 0.86 : -50;
  const until = right ? width + 50 : width * 0.14;
  return groveLayers(stage, from, until, bank, 330, 5);
}

/** The bank close by, higher on one side: what is painted behind and before the subjects. */
function nearShore(stage: Stage, bank: Line, right: boolean): [behind: Layer[], before: Layer[]] {
  const { wish, palette, width, height, random } = stage;
  const soil = mix(palette.groundShade, palette.near, 0.5);
  const land = landLayer(bank, {
    color: adjust(soil, 0.06),
    to: { color: soil, from: height * 0.84, until: height },
  });
  const trees = bankTrees(stage, bank, right);
  if (chooseSeason(wish, random) === 'winter') {
    const to = { color: palette.groundShade, from: height * 0.86, until: height * 1.05 };
    const snow = landLayer((x) => bank(x) + 3, { color: palette.ground, to });
    return [[land, snow, ...trees], []];
  }
  const reeds = reedsLayer(
    stage,
    right ? width * 0.66 : -20,
    right ? width + 20 : width * 0.34,
    (x) => Math.max(bank(x), height * 0.93),
    mix(soil, palette.near, 0.4),
  );
  const grass = grassLayer(stage, (x) => bank(x) + 8, 46, adjust(soil, 0.04), 1, 'bank');
  return [[land, ...trees, grass], [reeds]];
}

/** A lake or a river between hills, with a bank in the foreground. */
export function layLake(stage: Stage, outlook: Outlook): Setting {
  const { wish, width, height, palette, random } = stage;
  const { horizon, light } = outlook;
  const back = farShore(stage, outlook);
  const rainy = wish.has('rain', 'storm');
  const water = waterLayer(stage, {
    line: horizon,
    behind: back,
    rough: rainy ? 0.5 : 0.16,
    light: outlook.shining ? light : undefined,
  });
  // The high end of the bank takes the side of the light, and leaves the other to the subjects.
  const right = light.x > width / 2;
  const seed = random.fork('bank line').integer(1, 1e9);
  const wobble = hillLine(seed, 0, 18, 260);
  const bank: Line = (x) => {
    const t = right ? x / width : 1 - x / width;
    return height * (1.0 - 0.16 * Math.max(0, t) ** 1.7) + wobble(x);
  };
  const [near, before] = nearShore(stage, bank, right);
  return {
    behind: [...back, water, mistLayer(palette.haze, horizon + 4, 34, 0.4, seed + 3), ...near],
    before,
    ground: (x) => Math.min(height - 22, bank(x) + 46),
    far: () => horizon + 4,
    water: horizon + (height - horizon) * 0.36,
    horizon,
    light,
  };
}
