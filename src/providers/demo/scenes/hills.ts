import { adjust, type Color, hex, mix } from '../color.ts';
import { flowersLayer, grassLayer } from '../layers/meadow.ts';
import { hillLine, landLayer, rangeLayers, woodLine } from '../layers/ridges.ts';
import { mistLayer } from '../layers/sky.ts';
import { leafTreeLayer } from '../layers/trees.ts';
import { chooseSeason } from '../palette.ts';
import type { Layer } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';
import { peakLayers } from './peaks.ts';
import { blossomLook, groveLayers, plantLook } from './plants.ts';
import type { Outlook, Setting } from './setting.ts';

/** Rolling land from the farthest line to the nearest, each lit at its top. */
function rollingLayers({ palette, width }: Stage, lines: readonly Line[]): Layer[] {
  return lines.map((line, i) => {
    const t = (i + 1) / lines.length;
    const share = 0.35 + 0.4 * t;
    const ground = mix(palette.groundShade, palette.ground, share);
    const color = mix(ground, palette.haze, 0.55 * (1 - t) ** 1.2);
    const shade = mix(palette.groundShade, palette.near, 0.28 * t);
    const from = line(width / 2) - 20;
    const to = { color: mix(color, shade, 0.4 + 0.5 * t), from, until: from + 280 };
    return landLayer(line, { color: adjust(color, 0.02), to });
  });
}

const bloomSets = [
  ['#f4d35e', '#f7f4ea', '#ee964b'],
  ['#e85d75', '#f7c1c9', '#f7f4ea'],
  ['#8a6fd1', '#b79ce6', '#e6dcf7'],
] as const;

function bloomColors({ wish, palette, random }: Stage): Color[] {
  const dim = palette.hour === 'night' ? 0.5 : palette.hour === 'day' ? 0 : 0.2;
  const seen = (color: Color) => mix(color, palette.near, dim);
  const asked = wish.mentions.find(({ concept }) => concept === 'flower')?.color;
  if (asked !== undefined) return [asked, adjust(asked, 0.1), adjust(asked, -0.08)].map(seen);
  const lavender = /lavender|薰衣草/i.test(wish.prompt);
  const yellow = /sunflower|向日葵/i.test(wish.prompt);
  const set = lavender
    ? bloomSets[2]
    : yellow
      ? bloomSets[0]
      : random.fork('blooms').pick(bloomSets);
  return set.map((code) => seen(hex(code)));
}

/** One great tree, and a smaller one on the other side. */
function greatTrees(stage: Stage, ground: Line): Layer[] {
  const { wish, width, random } = stage;
  const dice = random.fork('great trees');
  const pink = wish.has('blossom');
  const look = (depth: number) => (pink ? blossomLook(stage, depth) : plantLook(stage, depth));
  const bare = !pink && chooseSeason(wish, random) === 'winter';
  const share = dice.chance(0.5) ? dice.between(0.74, 0.84) : dice.between(0.16, 0.26);
  const x = width * share;
  const other = width - x;
  return [
    leafTreeLayer({ x: other, y: ground(other) - 14 }, 300, look(0.28), dice, bare),
    leafTreeLayer({ x, y: ground(x) + 16 }, 560, look(0), dice, bare),
  ];
}

/** Trees that frame a picture at its sides. */
function frameLayers(stage: Stage, ground: Line, forest: boolean): Layer[] {
  const { wish, width } = stage;
  if (wish.has('blossom', 'tree') || (wish.has('autumn') && !wish.has('forest'))) {
    return greatTrees(stage, ground);
  }
  const [tall, count, reach] = forest ? [500, 7, 0.28] : [330, 4, 0.18];
  return [
    ...groveLayers(stage, -40, width * reach, ground, tall, count),
    ...groveLayers(stage, width * (1 - reach), width + 40, ground, tall, count),
  ];
}

/** What lies far off: peaks and wooded ranges, or low hills behind a meadow. */
function distance(stage: Stage, outlook: Outlook, foot: number, meadow: boolean): Layer[] {
  const { wish, palette, random } = stage;
  const { horizon, light } = outlook;
  const mountains = wish.has('mountain');
  const seed = random.fork('mist').integer(1, 1e9);
  if (meadow) {
    const form = { tall: 110, broad: 620, wooded: false, nearest: 0.5 };
    return [
      ...rangeLayers(stage, horizon - 20, horizon + 40, 2, form),
      mistLayer(palette.haze, horizon + 30, 110, 0.5, seed),
    ];
  }
  const form = { tall: mountains ? 120 : 170, broad: 520, wooded: true, nearest: 0.92 };
  return [
    ...(mountains ? peakLayers(stage, horizon + 40, light, Math.min(430, horizon * 0.72)) : []),
    mistLayer(palette.haze, horizon - 10, 120, 0.5, seed),
    ...rangeLayers(stage, horizon, foot - 60, mountains ? 4 : 5, form),
    mistLayer(palette.haze, foot - 90, 130, wish.has('fog') ? 0.85 : 0.38, seed + 1),
  ];
}

/** Grass and flowers close by, or a snowdrift: what stands behind and what before the subjects. */
function foreground(
  stage: Stage,
  ground: Line,
  meadow: boolean,
): [behind: Layer[], before: Layer[]] {
  const { wish, height, palette, random } = stage;
  if (chooseSeason(wish, random) === 'winter') {
    const drift = hillLine(random.fork('drift').integer(1, 1e9), height * 0.96, 22, 400);
    const to = { color: palette.groundShade, from: height * 0.93, until: height * 1.02 };
    return [[], [landLayer(drift, { color: adjust(palette.ground, 0.02), to })]];
  }
  const behind: Layer[] = [];
  if (meadow || wish.has('flower')) {
    const dense = wish.has('flower', 'garden') ? 1.5 : wish.has('field') ? 0.7 : 0.25;
    const top: Line = (x) => ground(x) + 4;
    behind.push(flowersLayer(stage, top, height, bloomColors(stage), dense, 'near'));
  }
  const edge = mix(palette.ground, palette.groundShade, 0.5);
  const middle = mix(palette.leaf[1], palette.near, 0.28);
  const close = mix(palette.leaf[2], palette.near, 0.5);
  behind.push(grassLayer(stage, (x) => ground(x) + 10, 30, edge, 0.8, 'edge'));
  return [
    behind,
    [
      grassLayer(stage, (x) => ground(x) + 66, 54, middle, 0.8, 'front'),
      grassLayer(stage, () => height + 12, 96, close, 0.8, 'close'),
    ],
  ];
}

/** Mountains, woods, meadows and snowfields. */
export function layHills(stage: Stage, outlook: Outlook): Setting {
  const { wish, width, height, palette, random } = stage;
  const { horizon, light, sky } = outlook;
  const dice = random.fork('hills');
  const mountains = wish.has('mountain');
  const forest = wish.has('forest') || (wish.has('snow') && !mountains && !wish.has('field'));
  const meadow = !mountains && !forest;
  const seed = dice.integer(1, 1e9);
  const foot = height * 0.86;
  const swell = hillLine(seed, foot, 34, 720);
  const lean = dice.between(-0.035, 0.035);
  const ground: Line = (x) => swell(x) + (x - width / 2) * lean;
  const steps = meadow ? [0.2, 0.45, 0.72] : [];
  const rolls = steps.map((share, i) =>
    hillLine(seed + 10 + i, horizon + 30 + (foot - horizon) * share, 46, 520 + 90 * i),
  );
  const behind = [...sky, ...distance(stage, outlook, foot, meadow)];
  const [first, second] = rolls;
  if (first !== undefined) {
    const wood = mix(palette.leaf[2], palette.haze, 0.45);
    behind.push(landLayer(woodLine(first, seed, 34, 0.7), { color: wood }));
  }
  const [near, before] = foreground(stage, ground, meadow);
  behind.push(
    ...rollingLayers(stage, [...rolls, ground]),
    ...frameLayers(stage, ground, forest),
    ...near,
  );
  const far: Line = second === undefined ? (x) => ground(x) + 14 : (x) => second(x) + 16;
  return { behind, before, ground: (x) => ground(x) + 52, far, water: undefined, horizon, light };
}
