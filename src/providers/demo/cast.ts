import { hex, mix } from './color.ts';
import { fill } from './fill.ts';
import type { Concept, Mention } from './keywords.ts';
import { haloLayer } from './layers/celestial.ts';
import { chooseSeason, seenIn } from './palette.ts';
import { ellipse, place } from './path.ts';
import type { Place } from './place.ts';
import type { Layer } from './raster.ts';
import type { Setting } from './scenes/setting.ts';
import type { Stage } from './stage.ts';
import type { Drawing } from './subjects/drawing.ts';
import { drawings } from './subjects/index.ts';

interface Stand {
  x: number;
  y: number;
  size: number;
  flip: boolean;
}

/** Where something of this habitat stands, flies or floats at a share of the width. */
function standAt(
  stage: Stage,
  setting: Setting,
  drawing: Drawing,
  share: number,
  size: number,
): Stand {
  const dice = stage.random.fork(`stand ${share}`);
  const { width, height } = stage;
  const x = width * share;
  const flip = share > 0.5;
  const airy = Math.min(setting.horizon, height * 0.9);
  switch (drawing.habitat) {
    case 'ground':
      return { x, y: Math.min(setting.ground(x), height - 16), size, flip };
    case 'far':
      return { x, y: setting.far(x), size, flip: false };
    case 'water':
      return { x, y: (setting.water ?? setting.ground(x)) + dice.between(-16, 24), size, flip };
    case 'shallows': {
      const line = setting.water ?? setting.ground(x);
      return { x, y: line + (height - line) * 0.34, size, flip };
    }
    case 'aloft':
      return { x, y: airy * dice.between(0.3, 0.46), size, flip };
    default:
      return { x, y: airy * dice.between(0.4, 0.56), size, flip };
  }
}

function subjectLayers(
  stage: Stage,
  setting: Setting,
  drawing: Drawing,
  mention: Mention,
  stand: Stand,
): Layer[] {
  const { palette, wish, random } = stage;
  const dark = palette.hour === 'night' || palette.hour === 'dusk' || palette.hour === 'sunset';
  const parts = drawing.parts({
    color: mention.color,
    prompt: wish.prompt,
    random,
    dark,
    winter: chooseSeason(wish, random) === 'winter',
  });
  const depth = drawing.habitat === 'far' ? 0.1 : drawing.habitat === 'aloft' ? 0.25 : 0;
  const stretch = stand.flip ? -1 : 1;
  const at = { x: stand.x, y: stand.y, scale: stand.size / 100, stretch };
  const layers: Layer[] = [];
  const shadow = mix(palette.near, hex('#000000'), 0.2);
  if (drawing.habitat === 'ground' || drawing.habitat === 'far') {
    const half = stand.size * (drawing.habitat === 'far' ? 0.56 : 0.34);
    const flat = drawing.habitat === 'far' ? 0.06 : 0.13;
    const under = ellipse(stand.x + half * 0.1, stand.y + 1, half, half * flat);
    layers.push(fill(under, { color: shadow, alpha: 0.3 }));
  }
  const afloat = drawing.habitat === 'water' || drawing.habitat === 'shallows';
  const mirrored = afloat || (drawing.habitat === 'far' && stand.y < setting.horizon + 10);
  if (mirrored && setting.water !== undefined) {
    // A reflection is the drawing upside down, squeezed, paler and gone after a while.
    for (const one of parts) {
      const upside = one.shape.map((contour) =>
        contour.map((value, k) => (k % 2 === 0 ? value : -value * 0.6)),
      );
      const color = mix(
        one.glows ? one.color : seenIn(palette, one.color, depth),
        palette.water,
        0.4,
      );
      layers.push(
        fill(place(upside, at), {
          color,
          alpha: 0.5 * (one.alpha ?? 1),
          to: { alpha: 0, from: stand.y, until: stand.y + stand.size * 0.55 },
        }),
      );
    }
  }
  const lamp = parts.find(({ glows }) => glows === true);
  if (lamp !== undefined && dark) {
    const airy = drawing.habitat === 'sky';
    const middle = { x: stand.x, y: airy ? stand.y : stand.y - stand.size * 0.4 };
    layers.push(haloLayer(middle, stand.size * (airy ? 0.5 : 0.32), lamp.color, airy ? 0.42 : 0.2));
  }
  for (const one of parts) {
    const color = one.glows ? one.color : seenIn(palette, one.color, depth);
    layers.push(fill(place(one.shape, at), { color, alpha: one.alpha ?? 1 }));
  }
  return layers;
}

/** Small copies far away, for what looks best in numbers. */
const swarms: Readonly<Partial<Record<Concept, number>>> = {
  lantern: 9,
  balloon: 4,
  fish: 5,
  butterfly: 3,
};

function swarmLayers(stage: Stage, setting: Setting, drawing: Drawing, mention: Mention): Layer[] {
  const { random, width, height } = stage;
  const dice = random.fork(`swarm ${mention.concept}`);
  const count = Math.round((swarms[mention.concept] ?? 0) * (width / 1000));
  return Array.from({ length: count }, (_, i) => {
    const size = 1000 * drawing.size * dice.between(0.16, 0.46);
    const x = width * ((i + dice.between(0.1, 0.9)) / count);
    const y = Math.min(setting.horizon * 0.94, height * 0.84) * dice.between(0.12, 0.95);
    return subjectLayers(stage, setting, drawing, mention, { x, y, size, flip: dice.chance(0.5) });
  }).flat();
}

interface Role {
  drawing: Drawing;
  mention: Mention;
}

function chooseCast({ wish }: Stage, place: Place): Role[] {
  const cast: Role[] = [];
  for (const mention of wish.mentions) {
    const drawing = drawings[mention.concept];
    if (drawing === undefined || cast.some((one) => one.mention.concept === mention.concept))
      continue;
    cast.push({ drawing, mention });
  }
  const kept = cast.filter(({ mention }) => mention.concept !== 'person' || !wish.has('umbrella'));
  // Flowers in a meadow or around somebody are many and small, and belong to the ground.
  const crowded = kept.length > 1 || wish.has('field', 'garden', 'mountain', 'forest');
  const meadow =
    place === 'hills' && crowded && !/sunflower|tulip|rose|向日葵|郁金香|玫瑰/i.test(wish.prompt);
  return kept
    .filter(({ mention }) => !(meadow && mention.concept === 'flower'))
    .map((role) =>
      crowded && role.mention.concept === 'flower'
        ? { ...role, mention: { ...role.mention, count: 5 } }
        : role,
    )
    .slice(0, 4);
}

/** The subjects a prompt names, each where it belongs, the farther ones first. */
export function castLayers(stage: Stage, setting: Setting, place: Place): Layer[] {
  const { width, random } = stage;
  const cast = chooseCast(stage, place);
  const layers = cast.flatMap(({ drawing, mention }) =>
    swarmLayers(stage, setting, drawing, mention),
  );
  const left = setting.light.x > width / 2;
  const shares =
    [[], [0.36], [0.3, 0.7], [0.5, 0.2, 0.8], [0.4, 0.66, 0.15, 0.88]][cast.length] ?? [];
  const placed = cast.map((role, i) => ({
    ...role,
    share: left ? (shares[i] ?? 0.5) : 1 - (shares[i] ?? 0.5),
  }));
  // What is farther away is painted first.
  for (const { drawing, mention, share } of placed.sort(
    (a, b) => band(a.drawing) - band(b.drawing),
  )) {
    const dice = random.fork(`role ${mention.concept}`);
    const crowd = mention.count;
    for (let i = 0; i < crowd; i++) {
      const size =
        1000 *
        drawing.size *
        (crowd > 2 ? 0.66 : crowd === 2 ? 0.84 : 1) *
        dice.between(0.95, 1.08);
      const shift = ((i - (crowd - 1) / 2) * size * 0.86) / width + dice.between(-0.015, 0.015);
      const inside = Math.min(0.93, Math.max(0.07, (crowd > 2 ? 0.5 : share) + shift));
      const stand = standAt(stage, setting, drawing, inside, size);
      layers.push(...subjectLayers(stage, setting, drawing, mention, stand));
    }
  }
  return layers;
}

/** What stands in the same part of the picture: sky first, then far, water and ground. */
function band({ habitat }: Drawing): number {
  return { sky: 0, aloft: 0, far: 1, water: 2, shallows: 3, ground: 4 }[habitat];
}
