import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Generation } from '../../src/core/generation.ts';
import { openStore } from '../../src/store/open-store.ts';
import { accepted, ended, sampleAsset, sampleGeneration } from '../contract/store-samples.ts';

const base = 1_600_000_000_000;
const shapes = [
  [1200, 800],
  [900, 1200],
  [1024, 1024],
  [1400, 700],
] as const;

/** What an old record tells; its place in the row makes the rest. */
export type OldRecord = Partial<
  Pick<Generation, 'prompt' | 'provider' | 'model' | 'cost' | 'parameters'>
> & { host?: string };

/**
 * Fills a data folder with records of long ago, a second apart, the first the oldest, each with a
 * real file; the files are a few pictures under many names.
 */
export async function fillOldPictures(
  directory: string,
  count: number,
  describe: (at: number) => OldRecord,
): Promise<string[]> {
  const folder = join(directory, 'assets');
  await mkdir(folder, { recursive: true });
  const files = await Promise.all(
    shapes.map((_, at) => paintFile(join(directory, `old-${at}`), at)),
  );
  const store = await openStore({ directory });
  const ids: string[] = [];
  for (let from = 0; from < count; from += 1000) {
    const written: Promise<unknown>[] = [];
    for (let at = from; at < Math.min(count, from + 1000); at += 1) {
      const { host = 'local', cost, ...told } = describe(at);
      const generation = sampleGeneration({ createdAt: base + at * 1000, ...told });
      const [width, height] = shapes[at % shapes.length] ?? shapes[0];
      const name = `${nameOf(at)}.png`;
      const asset = sampleAsset({
        generationId: generation.id,
        name,
        width,
        height,
        host,
        size: 1,
      });
      ids.push(generation.id);
      written.push(
        link(files[at % files.length] ?? '', join(folder, name)),
        store.journal.append(accepted(generation)),
        store.journal.append({ type: 'asset-durable', asset }),
        store.journal.append(ended(generation.id, { cost })),
      );
    }
    await Promise.all(written);
  }
  await store.close();
  return ids;
}

/** 26 letters, as asset names have them. */
function nameOf(at: number): string {
  return [...String(at).padStart(26, '0')]
    .map((digit) => String.fromCharCode(97 + Number(digit)))
    .join('');
}

/** Soft colours with some grain, so that a small copy is worth making. */
async function paintFile(path: string, at: number): Promise<string> {
  const [width, height] = shapes[at] ?? shapes[0];
  const background = ['#7d8f69', '#b5651d', '#6a7fa0', '#a0525a'][at] ?? '#888';
  const grain = await sharp({
    create: {
      width,
      height,
      channels: 3,
      background,
      noise: { type: 'gaussian', mean: 128, sigma: 24 },
    },
  })
    .tint(background)
    .png({ compressionLevel: 4 })
    .toBuffer();
  await writeFile(path, grain);
  return path;
}
