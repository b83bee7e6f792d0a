import type { PixelImage } from '../../kit/png.ts';

/** The part that is to be painted anew: the middle, as wide and high as half of the picture. */
export function isInMask(x: number, y: number): boolean {
  return x > 0.25 && x < 0.75 && y > 0.25 && y < 0.75;
}

/** A picture with large patches of four colours, which no painter makes by chance. */
export function probePicture(width: number, height: number): PixelImage {
  const colours = [
    [220, 60, 50],
    [60, 90, 200],
    [240, 200, 60],
    [60, 160, 90],
  ];
  return fill(width, height, 3, (x, y) => {
    const place = (x < 0.5 ? 0 : 1) + (y < 0.5 ? 0 : 2);
    return colours[place] ?? [];
  });
}

/** Its mask: transparent where to paint. */
export function probeMask(width: number, height: number): PixelImage {
  return fill(width, height, 4, (x, y) => [0, 0, 0, isInMask(x, y) ? 0 : 255]);
}

function fill(
  width: number,
  height: number,
  channels: 3 | 4,
  colourAt: (x: number, y: number) => readonly number[],
): PixelImage {
  const pixels = new Uint8Array(width * height * channels);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += channels) {
      pixels.set(colourAt((column + 0.5) / width, (row + 0.5) / height), at);
    }
  }
  return { width, height, channels, pixels };
}
