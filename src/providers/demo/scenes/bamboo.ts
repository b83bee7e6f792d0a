import { adjust, mix } from '../color.ts';
import { bambooLayers } from '../layers/bamboo.ts';
import { grassLayer } from '../layers/meadow.ts';
import { hillLine, landLayer, rangeLayers } from '../layers/ridges.ts';
import { mistLayer } from '../layers/sky.ts';
import type { Stage } from '../stage.ts';
import type { Outlook, Setting } from './setting.ts';

/** A grove of bamboo, open in the middle. */
export function layBamboo(stage: Stage, outlook: Outlook): Setting {
  const { height, palette, random } = stage;
  const { horizon, light, sky } = outlook;
  const seed = random.fork('grove').integer(1, 1e9);
  const ground = hillLine(seed, height * 0.88, 24, 500);
  const mist = (row: number) =>
    mistLayer(palette.haze, height * (0.62 + 0.06 * row), 240, 0.42, seed + row);
  const soil = mix(palette.groundShade, palette.near, 0.45);
  const behind = [
    ...sky,
    ...rangeLayers(stage, horizon - 40, horizon + 60, 2, {
      tall: 150,
      broad: 500,
      wooded: false,
      nearest: 0.4,
    }),
    ...bambooLayers(stage, height * 0.84, 4, mist, true),
    landLayer(ground, {
      color: mix(soil, palette.haze, 0.14),
      to: { color: mix(soil, palette.near, 0.5), from: height * 0.86, until: height },
    }),
    grassLayer(stage, (x) => ground(x) + 8, 34, adjust(soil, 0.05), 0.9, 'grove'),
  ];
  const before = [
    grassLayer(
      stage,
      () => height + 14,
      110,
      mix(palette.leaf[2], palette.near, 0.6),
      0.9,
      'close',
    ),
  ];
  return {
    behind,
    before,
    ground: (x) => ground(x) + 44,
    far: (x) => ground(x) + 12,
    water: undefined,
    horizon,
    light,
  };
}
