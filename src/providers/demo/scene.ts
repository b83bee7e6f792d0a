import { airLayers } from './air.ts';
import { castLayers } from './cast.ts';
import { adjust, hex, mix } from './color.ts';
import { landLayer } from './layers/ridges.ts';
import { vignetteLayer } from './layers/sky.ts';
import { seenIn } from './palette.ts';
import { choosePlace, type Place } from './place.ts';
import { type Layer, stack } from './raster.ts';
import { layBamboo } from './scenes/bamboo.ts';
import { layCity } from './scenes/city.ts';
import { layDesert } from './scenes/desert.ts';
import { layHeavens } from './scenes/heavens.ts';
import { layHills } from './scenes/hills.ts';
import { layLake } from './scenes/lake.ts';
import { laySea } from './scenes/sea.ts';
import type { Outlook, Setting } from './scenes/setting.ts';
import { laySpace } from './scenes/space.ts';
import { layUndersea } from './scenes/undersea.ts';
import { type SceneOrder, type Stage, setStage } from './stage.ts';

const layouts: Readonly<Record<Place, (stage: Stage, outlook: Outlook) => Setting>> = {
  bamboo: layBamboo,
  city: layCity,
  desert: layDesert,
  hills: layHills,
  lake: layLake,
  sea: laySea,
  space: laySpace,
  undersea: layUndersea,
};

/** How far down the sky goes, as a share of the height. */
const horizons: Readonly<Record<Place, number>> = {
  bamboo: 0.6,
  city: 0.7,
  desert: 0.56,
  hills: 0.54,
  lake: 0.56,
  sea: 0.57,
  space: 1,
  undersea: 1,
};

/** A table top to put a cup on, in front of whatever there is to see. */
function layTable(stage: Stage, setting: Setting): Setting {
  const { palette, height } = stage;
  const wood = seenIn(palette, hex('#b07a4c'));
  const top = height * 0.83;
  const to = { color: mix(wood, palette.near, 0.3), from: top, until: height };
  const table = [
    landLayer(() => top, { color: adjust(wood, 0.07) }),
    landLayer(() => top + 9, { color: wood, to }),
  ];
  return {
    ...setting,
    behind: [...setting.behind, ...setting.before, ...table],
    before: [],
    ground: () => top + 96,
  };
}

/** Out there nothing dims what the sun shines on. */
function inSpace(stage: Stage): Stage {
  return { ...stage, palette: { ...stage.palette, hour: 'day', ambient: [255, 255, 255] } };
}

/** Composes the whole picture for a prompt, from back to front. */
export function composeScene(order: SceneOrder): Layer {
  const stage = setStage(order);
  const place = choosePlace(stage);
  const horizon = stage.height * horizons[place];
  const laid = layouts[place](stage, layHeavens(stage, horizon));
  const setting = stage.wish.has('cup') ? layTable(stage, laid) : laid;
  return stack([
    ...setting.behind,
    ...castLayers(place === 'space' ? inSpace(stage) : stage, setting, place),
    ...setting.before,
    ...airLayers(stage, place),
    vignetteLayer(0.3, mix(stage.palette.near, hex('#000000'), 0.4)),
  ]);
}

/** What a prompt adds to a picture that is already there: subjects and weather, no scenery. */
export function composeAdditions(order: SceneOrder): Layer {
  const stage = setStage(order);
  const { width, height, random } = stage;
  const horizon = height * 0.6;
  const right = random.fork('light').chance(0.5);
  const setting: Setting = {
    behind: [],
    before: [],
    ground: () => height * 0.94,
    far: () => height * 0.92,
    water: height * 0.86,
    horizon,
    light: { x: width * (right ? 0.75 : 0.25), y: horizon * 0.4 },
  };
  return stack([...castLayers(stage, setting, 'sea'), ...airLayers(stage, 'sea')]);
}
