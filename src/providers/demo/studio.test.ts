import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Paint, type PaintJob, paintPng } from './paint-png.ts';
import { createStudio } from './studio.ts';

const job: PaintJob = {
  prompt: 'a boat on a lake',
  seed: 3,
  width: 120,
  height: 80,
  share: 1,
  grain: 2,
  base: undefined,
  mask: undefined,
};
const idle = () => new AbortController().signal;

async function hashOf(image: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of image) hash.update(chunk);
  return hash.digest('hex');
}

describe('the studio', () => {
  let folder: string;
  let paint: Paint;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'studio-'));
    const file = join(folder, 'painter-worker.mjs');
    await build({
      input: new URL('./painter-worker.ts', import.meta.url).pathname,
      platform: 'node',
      output: { file, format: 'esm' },
    });
    paint = createStudio({ worker: pathToFileURL(file), idleMs: 50 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('paints the same bytes in a worker as in this thread', async () => {
    expect(await hashOf(paint(job, idle()))).toBe(await hashOf(paintPng(job, idle())));
  });

  it('paints in this thread where there is no worker', async () => {
    const alone = createStudio();
    expect(await hashOf(alone(job, idle()))).toBe(await hashOf(paintPng(job, idle())));
  });

  it('serves more readers than it has painters', async () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const hashes = await Promise.all(seeds.map((seed) => hashOf(paint({ ...job, seed }, idle()))));
    expect(new Set(hashes).size).toBe(12);
  });

  it('hires again after its painters were let go', async () => {
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await hashOf(paint(job, idle()))).toBe(await hashOf(paintPng(job, idle())));
  });

  it('stops at once when nobody wants the picture any more', async () => {
    const large = { ...job, width: 4000, height: 4000 };
    const abort = new AbortController();
    const begun = performance.now();
    setTimeout(() => abort.abort(), 60);
    await expect(hashOf(paint(large, abort.signal))).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - begun).toBeLessThan(2500);
  });

  it('is free again for others after a reader left in the middle', async () => {
    for (let i = 0; i < 9; i++) {
      for await (const _ of paint({ ...job, width: 400, height: 400 }, idle())) break;
    }
    expect(await hashOf(paint(job, idle()))).toHaveLength(64);
  });

  it('tells which picture could not be read', async () => {
    const broken = { ...job, base: Buffer.from('no picture at all, whatever it is called') };
    await expect(hashOf(paint(broken, idle()))).rejects.toMatchObject({
      code: 'not_an_image',
      details: { param: 'image' },
    });
  });
});
