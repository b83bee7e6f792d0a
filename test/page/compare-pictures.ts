import type { Page } from 'playwright-core';

/**
 * How many values differ between two pictures of 1024 pixels a side: in the upper left quarter, and
 * in the lower right one.
 */
export function comparePictures(
  page: Page,
  before: string | null,
  after: string | null,
): Promise<[number, number]> {
  return page.evaluate(compareHere, [before ?? '', after ?? '']);
}

async function compareHere([before = '', after = '']: string[]): Promise<[number, number]> {
  const read = async (address: string) => {
    const picture = await createImageBitmap(await (await fetch(address)).blob());
    const surface = new OffscreenCanvas(picture.width, picture.height).getContext('2d', {
      willReadFrequently: true,
    });
    surface?.drawImage(picture, 0, 0);
    return (x: number, y: number) =>
      surface?.getImageData(x, y, 480, 480).data ?? new Uint8ClampedArray();
  };
  const [one, two] = await Promise.all([read(before), read(after)]);
  const differing = (x: number, y: number) => {
    const other = two(x, y);
    return one(x, y).reduce((sum, value, at) => sum + (value === other[at] ? 0 : 1), 0);
  };
  return [differing(0, 0), differing(540, 480)];
}
