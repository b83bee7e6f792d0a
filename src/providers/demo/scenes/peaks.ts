import { hex, mix } from '../color.ts';
import { type MountainLook, mountainLayer } from '../layers/mountain.ts';
import type { Layer } from '../raster.ts';
import type { Spot, Stage } from '../stage.ts';

/** Great peaks behind everything else. */
export function peakLayers(stage: Stage, base: number, light: Spot, tall: number): Layer[] {
  const { palette, random, wish } = stage;
  const dice = random.fork('peaks');
  const day = palette.hour === 'day' || palette.hour === 'dawn';
  const layers: Layer[] = [];
  const count = Math.max(2, Math.round((stage.width / 1000) * dice.between(2, 3)));
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => Math.abs(b - count / 2) - Math.abs(a - count / 2),
  );
  const single = /fuji|富士/i.test(wish.prompt);
  for (const i of single ? [0] : order) {
    const x = single
      ? stage.width * 0.5
      : stage.width * ((i + 0.5) / count + dice.between(-0.12, 0.12));
    const high = tall * (single ? 1 : dice.between(0.62, 1));
    const shade = mix(palette.far, palette.near, dice.between(0.3, 0.44));
    const look: MountainLook = {
      light: mix(mix(palette.far, palette.halo, day ? 0.12 : 0.22), palette.near, 0.16),
      shade,
      snow: mix(hex('#ffffff'), palette.halo, day ? 0.12 : 0.4),
      snowShade: mix(mix(hex('#dfe8f5'), shade, 0.4), palette.halo, 0.06),
      mist: palette.haze,
      snowLine: dice.between(0.26, 0.4) * (wish.has('snow', 'winter') ? 1.4 : 1),
      fromLeft: light.x < x,
    };
    const dim = palette.hour === 'night' ? 0.5 : palette.hour === 'dusk' ? 0.25 : 0;
    const dimmed = {
      ...look,
      snow: mix(look.snow, palette.far, dim),
      snowShade: mix(look.snowShade, palette.near, dim * 0.6),
    };
    layers.push(
      mountainLayer(
        { x, y: base - high },
        base,
        high * (single ? 1.35 : dice.between(0.75, 1)),
        dimmed,
        dice,
      ),
    );
  }
  return layers;
}
