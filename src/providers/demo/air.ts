import { adjust, type Color, hex } from './color.ts';
import { sparksLayer } from './layers/stars.ts';
import { driftingLayer, rainLayer, snowfallLayer } from './layers/weather.ts';
import { chooseSeason, seenIn } from './palette.ts';
import type { Place } from './place.ts';
import type { Layer } from './raster.ts';
import type { Stage } from './stage.ts';

/** What falls, drifts and glows in the air before everything else. */
export function airLayers(stage: Stage, place: Place): Layer[] {
  const { wish, palette, random, width, height } = stage;
  const layers: Layer[] = [];
  if (place === 'undersea' || place === 'space') return layers;
  const seen = (code: string): Color => seenIn(palette, hex(code), 0.06);
  if (wish.has('snow')) layers.push(snowfallLayer(stage));
  if (wish.has('rain', 'storm')) layers.push(rainLayer(stage));
  if (wish.has('blossom'))
    layers.push(driftingLayer(stage, [seen('#fbd3de'), seen('#f4aec4'), seen('#ffffff')], 60, 13));
  else if (chooseSeason(wish, random) === 'autumn')
    layers.push(
      driftingLayer(
        stage,
        palette.leaf.map((leaf) => adjust(leaf, 0.05)),
        34,
        15,
      ),
    );
  if (wish.has('fireflies') || (place === 'bamboo' && palette.hour === 'night')) {
    const dice = random.fork('fireflies');
    const spots = Array.from({ length: Math.round((34 * width) / 1000) }, () => ({
      x: dice.between(0, width),
      y: height * dice.between(0.45, 0.95),
      size: dice.between(1.6, 3.4),
    }));
    layers.push(sparksLayer(spots, hex('#e9f79a')));
  }
  return layers;
}
