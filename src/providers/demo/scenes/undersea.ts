import { type Color, hex, mix } from '../color.ts';
import { fill } from '../fill.ts';
import { hillLine, landLayer, ridgeLine } from '../layers/ridges.ts';
import { sparksLayer } from '../layers/stars.ts';
import { curve, ellipse, type Path, place, stroke } from '../path.ts';
import type { Layer } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';
import type { Outlook, Setting } from './setting.ts';

interface Water {
  surface: Color;
  middle: Color;
  deep: Color;
}

const sunlit: Water = { surface: hex('#8fe0e0'), middle: hex('#1f8fb0'), deep: hex('#0b3f6b') };
const moonlit: Water = { surface: hex('#2b7f9e'), middle: hex('#0d3f66'), deep: hex('#051a36') };

/** Water that darkens downwards, with slanting shafts of light. */
function waterLayers({ width, height, random }: Stage, water: Water): Layer[] {
  const dice = random.fork('shafts');
  const layers: Layer[] = [
    landLayer(() => -5, {
      color: water.surface,
      to: { color: water.middle, from: 0, until: height * 0.45 },
    }),
    landLayer(() => -5, {
      color: water.deep,
      alpha: 0,
      to: { alpha: 1, from: height * 0.25, until: height * 1.05 },
    }),
  ];
  for (let i = 0; i < Math.round((7 * width) / 1000); i++) {
    const x = dice.between(-0.1, 1) * width;
    const wide = dice.between(20, 80);
    const lean = dice.between(120, 240);
    const foot = height * 0.86;
    const shaft = [x, -10, x + wide, -10, x + wide * 2.2 + lean, foot, x + lean, foot];
    const to = { alpha: 0, from: 0, until: height * 0.8 };
    layers.push(fill([shaft], { color: hex('#eaffff'), alpha: 0.17, to }));
  }
  return layers;
}

function weedLayer(x: number, y: number, tall: number, color: Color, sway: number): Layer {
  const line = `M${x} ${y} C${x + sway} ${y - tall * 0.35} ${x - sway} ${y - tall * 0.65} ${x + sway * 0.6} ${y - tall}`;
  const spine = curve(line);
  const path: Path[] = [stroke(spine, 11, 2)];
  const points = spine.length / 2;
  const leaves = Math.round(tall / 24);
  for (let i = 1; i < leaves; i++) {
    const t = i / leaves;
    const at = Math.min(points - 1, Math.round(t * points)) * 2;
    const side = i % 2 === 0 ? 1 : -1;
    const size = 20 * (1 - t * 0.55);
    const spot = { x: (spine[at] ?? x) + side * size * 0.7, y: spine[at + 1] ?? y };
    path.push(place(ellipse(0, 0, size, size * 0.3), { ...spot, turn: side * -0.65 }));
  }
  return fill(path.flat(), { color });
}

function coralLayer(x: number, y: number, tall: number, color: Color): Layer {
  const path: Path[] = [];
  const branch = (u: number, v: number, angle: number, long: number, depth: number): void => {
    const [a, b] = [u + Math.cos(angle) * long, v + Math.sin(angle) * long];
    path.push(stroke([u, v, a, b], 5 + depth * 3, 4 + depth * 2.4));
    if (depth === 0) return;
    branch(a, b, angle - 0.5, long * 0.72, depth - 1);
    branch(a, b, angle + 0.45, long * 0.72, depth - 1);
  };
  branch(x, y, -Math.PI / 2, tall * 0.42, 3);
  return fill(path.flat(), { color });
}

/** Weeds and corals, taller towards the sides. */
function growthLayers({ width, random }: Stage, bed: Line, water: Water, dim: number): Layer[] {
  const dice = random.fork('growth');
  const corals = ['#ef7f7a', '#f2b24e', '#c77fd0', '#62c5a0', '#f09ac0'] as const;
  return Array.from({ length: Math.round((26 * width) / 1000) }, () => {
    const away = dice.next() ** 1.4;
    const share = dice.chance(0.5) ? away * 0.42 : 1 - away * 0.42;
    const x = share * width;
    const tall = dice.between(110, 380) * (1 - away * 0.55);
    if (dice.chance(0.55)) {
      const green = mix(hex('#2f9a6c'), water.deep, dice.between(0.1, 0.6));
      return weedLayer(x, bed(x) + 20, tall, green, dice.between(-36, 36));
    }
    const color = mix(hex(dice.pick(corals)), water.deep, dim);
    return coralLayer(x, bed(x) + 16, tall * 0.55, color);
  });
}

function bubbleLayers({ width, height, random }: Stage): Layer[] {
  const dice = random.fork('bubbles');
  const bubbles = Array.from({ length: Math.round((26 * width) / 1000) }, () => ({
    x: dice.between(0, width),
    y: dice.between(height * 0.08, height * 0.9),
    size: dice.between(2, 7),
  }));
  const glints = bubbles.map(({ x, y, size }) => ({
    x: x - size * 0.3,
    y: y - size * 0.35,
    size: size * 0.24,
  }));
  const rings = bubbles.flatMap(({ x, y, size }) => ellipse(x, y, size));
  return [fill(rings, { color: hex('#e6ffff'), alpha: 0.22 }), sparksLayer(glints, hex('#ffffff'))];
}

/** Under the sea: light from above, weeds, corals and bubbles. */
export function layUndersea(stage: Stage, { light }: Outlook): Setting {
  const { height, random, palette } = stage;
  const dark = palette.hour === 'night';
  const water = dark ? moonlit : sunlit;
  const seed = random.fork('undersea').integer(1, 1e9);
  const bed = hillLine(seed + 9, height * 0.93, 18, 320);
  const sand = mix(hex('#d9c79a'), water.deep, dark ? 0.72 : 0.42);
  const reefs = [0.8, 0.88].map((share, i) =>
    landLayer(ridgeLine(seed + i, height * share, 70, 260, 0.35), {
      color: mix(water.deep, water.middle, 0.5 - 0.22 * i),
      to: { color: water.deep, from: height * 0.75, until: height },
    }),
  );
  const floor = landLayer(bed, {
    color: sand,
    to: { color: mix(sand, water.deep, 0.6), from: height * 0.92, until: height * 1.02 },
  });
  return {
    behind: [
      ...waterLayers(stage, water),
      ...reefs,
      floor,
      ...growthLayers(stage, bed, water, dark ? 0.45 : 0.15),
    ],
    before: bubbleLayers(stage),
    ground: (x) => bed(x) + 20,
    far: bed,
    water: undefined,
    horizon: height,
    light,
  };
}
