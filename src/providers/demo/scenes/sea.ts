import { hex, mix } from '../color.ts';
import { hillLine, landLayer, rangeLayers, ridgeLine } from '../layers/ridges.ts';
import { palmLayer } from '../layers/trees.ts';
import { waterLayer } from '../layers/water.ts';
import { seenIn } from '../palette.ts';
import type { Layer } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';
import { hasGroundling } from './groundlings.ts';
import { plantLook } from './plants.ts';
import type { Outlook, Setting } from './setting.ts';

/** Islands far out: low humps that stand on the horizon. */
function islandLayers({ palette, width, random }: Stage, horizon: number): Layer[] {
  const dice = random.fork('islands');
  return [0, 1].map((i) => {
    const middle = width * dice.between(0.05, 0.95);
    const reach = dice.between(140, 300);
    const ridge = ridgeLine(dice.integer(1, 1e9), 0, 46, 210);
    const line: Line = (x) => {
      const off = Math.abs(x - middle) / reach;
      if (off >= 1) return horizon + 9;
      return horizon + 4 - (1 - off * off) * Math.max(6, 34 - ridge(x));
    };
    return landLayer(line, { color: mix(palette.far, palette.near, 0.22 + 0.16 * i) });
  });
}

interface Shore {
  layers: Layer[];
  line: Line;
}

/** A beach that curves in from one side, with foam along it. */
function layBeach({ palette, width, height, random }: Stage, right: boolean): Shore {
  const wobble = hillLine(random.fork('beach').integer(1, 1e9), 0, 16, 300);
  const line: Line = (x) => {
    const t = right ? x / width : 1 - x / width;
    return height * (1.02 - 0.19 * Math.max(0, t) ** 1.3) + wobble(x);
  };
  const foam = mix(hex('#ffffff'), palette.halo, 0.15);
  const sand = mix(
    seenIn(palette, hex('#f0d3a0')),
    palette.ground,
    palette.ground[2] > 200 ? 0.6 : 0.12,
  );
  const to = { color: mix(sand, palette.near, 0.3), from: height * 0.86, until: height * 1.05 };
  const layers = [
    landLayer((x) => line(x) - 15, { color: foam, alpha: 0.3 }),
    landLayer((x) => line(x) - 6, { color: foam, alpha: 0.85 }),
    landLayer(line, { color: mix(sand, palette.water, 0.3) }),
    landLayer((x) => line(x) + 16, { color: sand, to }),
  ];
  return { layers, line };
}

/** A cape of dark rock that runs out from one side. */
function layCape({ palette, width, height, random }: Stage, right: boolean): Shore {
  const rough = ridgeLine(random.fork('cape').integer(1, 1e9), 0, 10, 120);
  const line: Line = (x) => {
    const t = right ? x / width : 1 - x / width;
    return height * 1.05 - 330 * Math.max(0, t - 0.3) ** 0.7 + rough(x);
  };
  const color = mix(palette.ground, palette.groundShade, 0.55);
  const to = {
    color: mix(palette.groundShade, palette.near, 0.5),
    from: height * 0.8,
    until: height,
  };
  return { layers: [landLayer(line, { color, to })], line };
}

function palmLayers(stage: Stage, line: Line, right: boolean): Layer[] {
  const dice = stage.random.fork('palms');
  const look = plantLook(stage);
  return (
    [
      [0.95, 430],
      [0.88, 590],
    ] as const
  ).map(([share, tall]) => {
    const x = stage.width * (right ? share : 1 - share);
    return palmLayer({ x, y: line(x) + 46 }, tall, look, dice);
  });
}

/** The open sea, with islands, and with a beach or a cape where one is wanted. */
export function laySea(stage: Stage, outlook: Outlook): Setting {
  const { wish, height } = stage;
  const { horizon, light, sky } = outlook;
  // Land comes in on the side away from the light: there the tall things stand.
  const right = light.x < stage.width / 2;
  const form = { tall: 150, broad: 430, wooded: false, nearest: 0.6 };
  const back = wish.has('mountain')
    ? [...sky, ...rangeLayers(stage, horizon - 30, horizon, 3, form)]
    : [...sky, ...islandLayers(stage, horizon)];
  const rough = wish.has('storm') ? 0.95 : /wave|浪/i.test(wish.prompt) ? 0.8 : 0.45;

  const behind = [
    ...back,
    waterLayer(stage, {
      line: horizon,
      behind: back,
      rough,
      light: outlook.shining ? light : undefined,
    }),
  ];
  const beach = wish.has('beach') || hasGroundling(wish);
  const towers = wish.has('house', 'pagoda', 'castle', 'windmill');
  const shore = beach ? layBeach(stage, right) : towers ? layCape(stage, right) : undefined;
  if (shore !== undefined) behind.push(...shore.layers);
  if (shore !== undefined && wish.has('beach'))
    behind.push(...palmLayers(stage, shore.line, right));
  const land: Line = shore?.line ?? (() => height * 0.96);
  return {
    behind,
    before: [],
    ground: (x) => Math.min(height - 26, land(x) + 58),
    far: (x) => Math.min(height - 10, land(x) + 20),
    water: horizon + (height - horizon) * 0.4,
    horizon,
    light,
  };
}
