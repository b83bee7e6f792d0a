import { hex } from '../color.ts';
import { moonLayer, sunLayer } from '../layers/celestial.ts';
import { cumulusLayers, wispsLayer } from '../layers/clouds.ts';
import { skyLayer } from '../layers/sky.ts';
import { auroraLayer, rainbowLayer } from '../layers/sky-lights.ts';
import { fireworkLayer, starsLayer } from '../layers/stars.ts';
import { lightningLayer } from '../layers/weather.ts';
import type { Layer } from '../raster.ts';
import type { Spot, Stage } from '../stage.ts';
import type { Outlook } from './setting.ts';

const sparkColors = ['#ffd36b', '#ff7b8f', '#8fd3ff', '#b6ff9e', '#e3a2ff'].map(hex);

function placeLight(stage: Stage, horizon: number): Spot {
  const dice = stage.random.fork('light');
  const side = dice.chance(0.5) ? dice.between(0.24, 0.38) : dice.between(0.62, 0.78);
  // A grove is open in its middle only.
  const x = stage.width * (stage.wish.has('bamboo', 'panda') ? 0.36 + 0.3 * side : side);
  const low = {
    dawn: [0.66, 0.84],
    day: [0.2, 0.34],
    sunset: [0.78, 0.93],
    dusk: [0.86, 0.98],
    night: [0.26, 0.46],
  }[stage.palette.hour];
  return { x, y: horizon * dice.between(low[0] ?? 0.5, low[1] ?? 0.5) };
}

function discLayers(stage: Stage, light: Spot): Layer[] {
  const { wish, palette, random } = stage;
  const dice = random.fork('disc');
  const veiled = wish.has('rain', 'storm', 'fog') || (wish.has('snow') && palette.hour === 'day');
  const night = palette.hour === 'night';
  if (
    wish.has('moon') ||
    (night && !veiled && !wish.has('aurora', 'galaxy', 'fireworks', 'stars'))
  ) {
    const thin =
      /crescent|弯月|新月|月牙/i.test(wish.prompt) || (!wish.has('moon') && dice.chance(0.25));
    const grand = /full|满月|圆月|big|giant|huge|巨/i.test(wish.prompt);
    return [moonLayer(stage, light, grand ? 112 : dice.between(58, 80), thin)];
  }
  if (night || palette.hour === 'dusk' || (veiled && !wish.has('sun'))) return [];
  const radius = palette.hour === 'day' ? 40 : dice.between(58, 84);
  return [sunLayer(stage, light, wish.has('sun') ? radius * 1.25 : radius)];
}

function cloudLayers(stage: Stage, horizon: number, light: Spot): Layer[] {
  const { wish, palette, random } = stage;
  const dice = random.fork('cover');
  const overcast = wish.has('rain', 'storm');
  if (wish.has('galaxy', 'aurora', 'stars', 'fireworks') && !wish.has('clouds')) return [];
  if (overcast) return [wispsLayer(stage, horizon, light, 0.42)];
  const layers = [
    wispsLayer(stage, horizon, light, palette.hour === 'night' ? -0.12 : dice.between(-0.06, 0.12)),
  ];
  const count = Math.round((stage.width / 1000) * dice.integer(3, 5));
  if (wish.has('clouds') || palette.hour === 'day') {
    if (!wish.has('snow', 'fog'))
      layers.push(...cumulusLayers(stage, horizon, wish.has('clouds') ? count + 3 : count));
  } else if (palette.hour !== 'night')
    layers.push(...cumulusLayers(stage, horizon, count - 1, 0.6));
  return layers;
}

/** Everything above a horizon, as the hour, the weather and the prompt have it. */
export function layHeavens(stage: Stage, horizon: number): Outlook {
  const { wish, palette, random } = stage;
  const light = placeLight(stage, horizon);
  const dull = wish.has('rain', 'storm', 'fog');
  const discs = discLayers(stage, light);
  const lightless = palette.hour === 'night' && discs.length === 0;
  const sky: Layer[] = [skyLayer(stage, horizon, light, lightless ? 0.2 : dull ? 0.45 : 1)];
  const starry = palette.hour === 'night' || palette.hour === 'dusk' || wish.has('stars', 'galaxy');
  if (starry && !dull) {
    const plenty =
      palette.hour === 'dusk' ? 0.5 : wish.has('stars', 'galaxy', 'aurora') ? 2.2 : 1.2;
    const bottom = horizon * (palette.hour === 'dusk' ? 0.6 : 1);
    const clear = wish.has('galaxy') || (wish.has('stars') && !wish.has('moon'));
    sky.push(starsLayer(stage, bottom, plenty, clear));
  }
  if (wish.has('aurora')) sky.push(auroraLayer(stage, horizon));
  sky.push(...discs, ...cloudLayers(stage, horizon, light));
  if (wish.has('rainbow')) sky.push(rainbowLayer(stage, horizon));
  if (wish.has('storm')) sky.push(lightningLayer(stage, horizon));
  if (wish.has('fireworks')) {
    const dice = random.fork('fireworks');
    const count = Math.round(5 * (stage.width / 1000));
    for (let i = 0; i < count; i++) {
      const spot = {
        x: stage.width * ((i + dice.between(0.2, 0.8)) / count),
        y: horizon * dice.between(0.14, 0.4),
      };
      const color = sparkColors[i % sparkColors.length] ?? palette.halo;
      sky.push(fireworkLayer(spot, dice.between(90, 190), color, dice.integer(1, 1e9)));
    }
  }
  return { horizon, light, shining: discs.length > 0, sky };
}
