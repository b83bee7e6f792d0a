import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { provePainting } from '../../test/contract/provider-contract.ts';
import { collect, providerRequest, rejection } from '../../test/contract/provider-request.ts';
import type { ImageInput } from '../core/image.ts';
import type { ProviderEvent, ProviderRequest } from '../core/provider.ts';
import { decodePng, encodePng, type PixelImage } from '../kit/png.ts';
import { paintPng } from './demo/paint-png.ts';
import { demoProvider } from './demo.ts';

// In this thread: the worker has its own test, and exists only in the bundle.
const provider = demoProvider({ paint: paintPng });
const idle = () => new AbortController().signal;

// The contract asks for no size; an eighth of the default is enough to prove it.
provePainting('demo', () =>
  demoProvider({ paint: (job, signal) => paintPng({ ...job, share: 1 / 8 }, signal) }),
);

function ask(wishes: Partial<ProviderRequest>, signal = idle()) {
  const request = providerRequest(provider, { prompt: 'a fox', size: '96x64', ...wishes });
  return provider.generate(request, signal);
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The decoded pictures of a request, previews apart. */
async function paint(wishes: Partial<ProviderRequest>) {
  const images: PixelImage[] = [];
  const previews: PixelImage[] = [];
  const events: ProviderEvent[] = [];
  for await (const event of await ask(wishes)) {
    events.push(event);
    if (event.type !== 'image' && event.type !== 'image-partial') continue;
    const decoded = decodePng(await readAll(event.image.bytes()), { maxPixels: 1e7 });
    (event.type === 'image' ? images : previews).push(decoded);
  }
  const [first] = images;
  if (first === undefined) throw new Error('no image came');
  return { first, images, previews, events };
}

async function input(image: PixelImage, mediaType = 'image/png'): Promise<ImageInput> {
  const bytes = await readAll(encodePng([image.pixels], image));
  return {
    fileName: 'in.png',
    mediaType,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    width: image.width,
    height: image.height,
    fromDisk: false,
    discard: async () => undefined,
    async *bytes() {
      yield bytes;
    },
  };
}

function plain(width: number, height: number, pixel: readonly number[]): PixelImage {
  const channels = pixel.length === 4 ? 4 : 3;
  const pixels = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => pixel[i % channels] ?? 0,
  );
  return { width, height, channels, pixels };
}

/** A mask with an open rectangle: transparent from column `from` on. */
function openFrom(width: number, height: number, from: number): PixelImage {
  const mask = plain(width, height, [0, 0, 0, 255]);
  for (let y = 0; y < height; y++) {
    for (let x = from; x < width; x++) mask.pixels[(y * width + x) * 4 + 3] = 0;
  }
  return mask;
}

describe('the demo painter', () => {
  it('paints the size that was asked for, and a square of 1024 where none was', async () => {
    for (const [size, width, height] of [
      ['96x64', 96, 64],
      ['16x200', 16, 200],
      ['auto', 1024, 1024],
    ] as const) {
      expect((await paint({ size })).first).toMatchObject({ width, height });
    }
  });

  it('refuses a size it does not understand', async () => {
    expect(await rejection(ask({ size: '16:9' }))).toMatchObject({
      code: 'invalid_value',
      details: { param: 'size' },
    });
  });

  it('paints the same bytes for the same prompt, size and seed', async () => {
    const hashes = async (wishes: Partial<ProviderRequest>) =>
      (await collect(await ask(wishes))).images.map(({ sha256 }) => sha256);
    const [one, two] = await hashes({ n: 2, seed: 7 });
    expect(await hashes({ n: 1, seed: 7 })).toEqual([one]);
    expect(await hashes({ n: 1, seed: 8 })).toEqual([two]);
    expect(two).not.toBe(one);
    expect(await hashes({})).toEqual(await hashes({}));
  });

  it('tells the seed each image can be had with again', async () => {
    const { events } = await paint({ n: 2 });
    const seeds = events.flatMap((event) => (event.type === 'image' ? [event.seed] : []));
    const again = await paint({ seed: seeds[1] });
    const before = await paint({ n: 2 });
    expect(again.first).toEqual(before.images[1]);
  });

  it('admits once, and on every image, that it is no AI', async () => {
    const { warnings } = await collect(await ask({ n: 2 }));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('not AI');
    const revised = async (prompt: string) =>
      (await collect(await ask({ prompt }))).images[0]?.revisedPrompt;
    expect(await revised('a fox')).toBe('a fox — painted by the demo painter, not AI');
    expect(await revised('狐狸')).toBe('狐狸 —— 由演示画笔绘制，并非 AI');
  });

  it('writes into the file who painted it', async () => {
    for await (const event of await ask({})) {
      if (event.type !== 'image') continue;
      const png = await readAll(event.image.bytes());
      expect(png.includes('tEXtSoftware\0Maliang demo painter (not AI)')).toBe(true);
    }
  });

  it('shows coarse previews first, as many as are wanted', async () => {
    const { previews, events } = await paint({ n: 2, size: '240x160', partialImages: 2 });
    expect(previews.map(({ width, height }) => `${width}x${height}`)).toEqual([
      ...['30x20', '80x53'],
      ...['30x20', '80x53'],
    ]);
    const shown = events.filter(({ type }) => type.startsWith('image')).map(({ type }) => type);
    expect(shown.slice(0, 3)).toEqual(['image-partial', 'image-partial', 'image']);
    const fractions = events.flatMap((event) =>
      event.type === 'progress' ? [event.fraction] : [],
    );
    expect(fractions).toEqual([...fractions].sort());
    expect(fractions.at(-1)).toBe(1);
  });

  it('has previews that look like the picture they announce', async () => {
    const { previews, first } = await paint({ size: '240x160', partialImages: 1 });
    const [preview] = previews;
    const middle = ({ pixels, width, height }: PixelImage, y: number) =>
      [0, 1, 2].map((c) => pixels[(Math.floor(height * y) * width + (width >> 1)) * 3 + c] ?? 0);
    if (preview === undefined) throw new Error('no preview came');
    for (const y of [0.1, 0.3, 0.45]) {
      const [a, b] = [middle(preview, y), middle(first, y)];
      for (let c = 0; c < 3; c++) expect(Math.abs((a[c] ?? 0) - (b[c] ?? 0))).toBeLessThan(30);
    }
  });

  it('paints nothing before it was recorded that it will', async () => {
    let painted = 0;
    const watched = demoProvider({
      paint: (job, signal) => {
        painted += 1;
        return paintPng(job, signal);
      },
    });
    const request = providerRequest(watched, {
      size: '32x32',
      onSend: async () => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        expect(painted).toBe(0);
      },
    });
    await collect(await watched.generate(request, idle()));
    expect(painted).toBe(1);
  });

  it('stops between two strips when it is cancelled', async () => {
    const abort = new AbortController();
    const begun = performance.now();
    setTimeout(() => abort.abort(), 50);
    const reading = ask({ size: '4000x4000' }, abort.signal).then(collect);
    expect(await rejection(reading)).toMatchObject({ name: 'AbortError' });
    expect(performance.now() - begun).toBeLessThan(2500);
  });
});

describe('an edit by the demo painter', () => {
  it('keeps the size of the picture and every bit outside the mask', async () => {
    const base = plain(60, 40, [200, 40, 90]);
    const inputs = [await input(base)];
    const mask = await input(openFrom(60, 40, 30));
    const { first } = await paint({ size: undefined, inputs, mask });
    expect(first).toMatchObject({ width: 60, height: 40, channels: 3 });
    let changed = 0;
    for (let i = 0; i < 60 * 40; i++) {
      const same = [0, 1, 2].every((c) => first.pixels[i * 3 + c] === base.pixels[i * 3 + c]);
      if (i % 60 < 30) expect(same).toBe(true);
      else if (!same) changed += 1;
    }
    expect(changed).toBeGreaterThan(1100);
  });

  it('fills holes of a transparent picture only where the mask is open', async () => {
    const inputs = [await input(plain(40, 40, [9, 9, 9, 0]))];
    const { first } = await paint({
      inputs,
      mask: await input(openFrom(40, 40, 20)),
      size: 'auto',
    });
    expect(first.channels).toBe(4);
    expect(first.pixels[3]).toBe(0);
    expect(first.pixels.at(-1)).toBe(255);
  });

  it('bathes the whole picture in the light of the prompt where there is no mask', async () => {
    const inputs = [await input(plain(64, 64, [128, 128, 128]))];
    const mean = ({ pixels }: PixelImage) => pixels.reduce((sum, value) => sum + value, 0);
    const night = await paint({ prompt: 'at night', inputs, size: 'auto' });
    const day = await paint({ prompt: 'at noon', inputs, size: 'auto' });
    expect(mean(night.first)).toBeLessThan(mean(day.first) * 0.85);
  });

  it('copes with the thinnest of pictures and openings', async () => {
    const base = plain(3000, 2, [5, 5, 5]);
    const mask = await input(openFrom(3000, 2, 10));
    const { first } = await paint({ inputs: [await input(base)], mask, size: 'auto' });
    expect(first).toMatchObject({ width: 3000, height: 2 });
    expect([...first.pixels.subarray(0, 30)]).toEqual(new Array(30).fill(5));
  });

  it('scales the picture where another size is asked for', async () => {
    const inputs = [await input(plain(30, 30, [1, 2, 3]))];
    expect((await paint({ inputs, size: '48x20' })).first).toMatchObject({ width: 48, height: 20 });
  });

  it('refuses a mask of another size or kind', async () => {
    const inputs = [await input(plain(20, 20, [0, 0, 0]))];
    const small = await input(openFrom(10, 20, 5));
    const jpeg = { ...(await input(openFrom(20, 20, 5))), mediaType: 'image/jpeg' };
    for (const mask of [small, jpeg]) {
      expect(await rejection(ask({ inputs, mask }))).toMatchObject({
        code: 'invalid_value',
        details: { param: 'mask' },
      });
    }
  });

  it('refuses a picture of too many pixels before it reads it', async () => {
    const huge = { ...(await input(plain(2, 2, [0, 0, 0]))), width: 9000, height: 9000 };
    expect(await rejection(ask({ inputs: [huge] }))).toMatchObject({ code: 'too_large' });
  });

  it('tells which pictures it made no use of', async () => {
    const first = await input(plain(20, 20, [0, 0, 0]), 'image/webp');
    const second = await input(plain(20, 20, [0, 0, 0]));
    const { warnings, images } = await collect(await ask({ inputs: [first, second] }));
    expect(images).toHaveLength(1);
    expect(warnings.filter((text) => text.includes('`image`'))).toHaveLength(1);
    expect(warnings.filter((text) => text.includes('`image[1]`'))).toHaveLength(1);
  });
});
