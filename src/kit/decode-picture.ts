import { decodePng, type PixelImage, PngError } from './png.ts';

/**
 * The pixels of a picture: simple PNGs by themselves, everything else by `sharp`. Rejects where
 * `sharp` is needed and is not installed, and with what it says where the picture is broken.
 */
export async function decodePicture(
  bytes: Uint8Array,
  options: { maxPixels: number },
): Promise<PixelImage> {
  try {
    return decodePng(bytes, options);
  } catch (thrown) {
    if (!(thrown instanceof PngError) || thrown.kind === 'too-large') throw thrown;
  }
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(bytes, { limitInputPixels: options.maxPixels })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 4, pixels: data };
}
