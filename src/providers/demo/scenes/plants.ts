import { adjust, type Color, hex, mix } from '../color.ts';
import { type PlantLook, pineLayer } from '../layers/trees.ts';
import { chooseSeason } from '../palette.ts';
import type { Layer } from '../raster.ts';
import type { Line, Stage } from '../stage.ts';

/** How plants look in the season and light of a picture, `depth` (0 to 1) away. */
export function plantLook({ palette, wish, random }: Stage, depth = 0): PlantLook {
  const away = (color: Color) => mix(color, palette.haze, depth);
  const [light, middle, dark] = palette.leaf;
  const wood = mix(
    hex('#5a4034'),
    palette.near,
    palette.hour === 'day' || palette.hour === 'dawn' ? 0.3 : 0.65,
  );
  const look = { light: away(light), middle: away(middle), dark: away(dark), wood: away(wood) };
  if (chooseSeason(wish, random) !== 'winter') return look;
  return { ...look, snow: away(palette.ground) };
}

/** Evergreens keep their green when the broad-leaved turn. */
function firLook(stage: Stage, depth = 0): PlantLook {
  const look = plantLook(stage, depth);
  const { palette } = stage;
  const green = mix(
    hex('#2f5d50'),
    palette.near,
    palette.hour === 'day' || palette.hour === 'dawn' ? 0.25 : 0.62,
  );
  const middle = mix(green, palette.haze, depth);
  return { ...look, light: adjust(middle, 0.08), middle, dark: adjust(middle, -0.07) };
}

/** Blossoms, a little darker under the crown. */
export function blossomLook(stage: Stage, depth: number): PlantLook {
  const see = (code: string) =>
    mix(
      mix(hex(code), stage.palette.near, stage.palette.hour === 'night' ? 0.45 : 0.08),
      stage.palette.haze,
      depth,
    );
  return {
    ...plantLook(stage, depth),
    light: see('#fde3ea'),
    middle: see('#f4afc4'),
    dark: see('#d77f9e'),
  };
}

/** Firs in a clump, the smaller behind. */
export function groveLayers(
  stage: Stage,
  from: number,
  until: number,
  line: Line,
  tall: number,
  count: number,
): Layer[] {
  const dice = stage.random.fork(`grove ${Math.round(from)} ${Math.round(tall)}`);
  const layers: Layer[] = [];
  for (let i = 0; i < count; i++) {
    const near = count < 2 ? 1 : i / (count - 1);
    const x = from + (until - from) * dice.next();
    const high = tall * (0.5 + 0.5 * near) * dice.between(0.75, 1.1);
    layers.push(
      pineLayer({ x, y: line(x) + 6 + 14 * near }, high, firLook(stage, 0.3 * (1 - near)), dice),
    );
  }
  return layers;
}
