import { adjust, mix } from '../color.ts';
import { cityLayers } from '../layers/city.ts';
import { landLayer } from '../layers/ridges.ts';
import { mistLayer } from '../layers/sky.ts';
import { waterLayer } from '../layers/water.ts';
import type { Line, Stage } from '../stage.ts';
import { hasGroundling } from './groundlings.ts';
import { peakLayers } from './peaks.ts';
import type { Outlook, Setting } from './setting.ts';

/** A skyline over water, or over a wet street when it rains. */
export function layCity(stage: Stage, outlook: Outlook): Setting {
  const { wish, height, palette } = stage;
  const { horizon, light, sky } = outlook;
  const back = [...sky];
  if (wish.has('mountain')) back.push(...peakLayers(stage, horizon, light, horizon * 0.6));
  back.push(...cityLayers(stage, horizon, Math.min(620, horizon * 0.82)));
  const wet = wish.has('rain');
  const behind = [
    ...back,
    waterLayer(stage, {
      line: horizon,
      behind: back,
      rough: wet ? 0.5 : 0.34,
      light: outlook.shining && !wet ? light : undefined,
      tint: wet ? [0.1, 0.5] : [0.14, 0.58],
    }),
  ];
  behind.push(mistLayer(mix(palette.haze, palette.lamp, 0.2), horizon, 46, wet ? 0.4 : 0.26, 5));
  const quay: Line = () => height * 0.945;
  const stone = mix(palette.near, palette.haze, 0.1);
  const stands = hasGroundling(wish);
  if (stands) {
    behind.push(
      landLayer(quay, {
        color: adjust(stone, 0.05),
        to: { color: palette.near, from: height * 0.94, until: height },
      }),
    );
    behind.push(landLayer((x) => quay(x) + 11, { color: stone }));
  }
  return {
    behind,
    before: [],
    ground: (x) => quay(x) + 8,
    far: () => horizon,
    water: horizon + (height - horizon) * 0.46,
    horizon,
    light,
  };
}
