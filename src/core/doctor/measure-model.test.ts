import { describe, expect, it } from 'vitest';
import type { PixelImage } from '../../kit/png.ts';
import { demoProvider } from '../../providers/demo.ts';
import type { Capability } from '../capability.ts';
import { AppError } from '../errors.ts';
import { parseSize } from '../size.ts';
import { type MeasureTools, measureModel } from './measure-model.ts';
import { isInMask, probePicture } from './probe-picture.ts';

const [demo] = demoProvider().models();
if (!demo) throw new Error('the demo provider has a model');
const row: Capability = { ...demo, backgrounds: ['auto', 'transparent'] };

type Wish = Parameters<MeasureTools['paint']>[0];

/** Does all that is asked: each seed has its stripes, and a mask is kept to. */
function obey({ size, n, seed, background, masked }: Wish): PixelImage[] {
  const { width, height } = parseSize(size ?? '') ?? { width: 64, height: 64 };
  return Array.from({ length: n ?? 1 }, (_, index) => {
    const channels = background === 'transparent' ? 4 : 3;
    const pixels = new Uint8Array(width * height * channels).fill(0);
    const base = probePicture(width, height);
    for (let at = 0; at < width * height; at++) {
      const [x, y] = [((at % width) + 0.5) / width, (Math.floor(at / width) + 0.5) / height];
      const keeps = masked && !isInMask(x, y);
      for (let channel = 0; channel < 3; channel++) {
        const stripe = Math.floor(y * 16 * ((seed ?? 0) + index + 1)) % 2 === 0 ? 250 : 5;
        const kept = base.pixels[at * 3 + channel] ?? 0;
        pixels[at * channels + channel] = keeps ? kept : stripe;
      }
      if (channels === 4) pixels[at * 4 + 3] = x < 0.5 ? 0 : 255;
    }
    return { width, height, channels, pixels };
  });
}

async function judged(paint: (wish: Wish) => PixelImage[]) {
  const findings = await measureModel(row, { paint: async (wish) => paint(wish) });
  return Object.fromEntries(
    Object.entries(findings).map(([trait, found]) => [trait, found.obedience]),
  );
}

const obedient = {
  ...{ size: 'honoured', n: 'honoured', seed: 'honoured' },
  ...{ transparency: 'honoured', mask: 'honoured' },
};

describe('measureModel', () => {
  it('believes a painter that does all it is asked', async () => {
    expect(await judged(obey)).toEqual(obedient);
  });

  it.each<[string, (wish: Wish) => PixelImage[]]>([
    ['size', (wish) => obey({ ...wish, size: wish.masked ? wish.size : '64x64' })],
    ['n', (wish) => obey({ ...wish, n: 1 })],
    ['transparency', (wish) => obey({ ...wish, background: undefined })],
    ['mask', (wish) => obey({ ...wish, masked: false })],
  ])('finds out a painter that ignores %s, and that alone', async (trait, paint) => {
    expect(await judged(paint)).toEqual({ ...obedient, [trait]: 'ignored' });
  });

  it('finds out a painter that takes another seed each time', async () => {
    let seed = 0;
    const paint = (wish: Wish) => {
      seed += 1;
      return obey({ ...wish, seed });
    };
    expect(await judged(paint)).toMatchObject({ seed: 'ignored' });
  });

  it('finds out a painter that always paints the same, which seems to keep to its seed', async () => {
    expect(await judged((wish) => obey({ ...wish, seed: 1 }))).toMatchObject({ seed: 'ignored' });
  });

  it('finds out an edit that hands the picture back as it came', async () => {
    const paint = (wish: Wish) => (wish.masked ? [probePicture(96, 64)] : obey(wish));
    expect(await judged(paint)).toMatchObject({ mask: 'ignored' });
  });

  it('tells a refused parameter from an upstream that merely failed', async () => {
    const fail = (status: number) => (wish: Wish) => {
      if (!wish.masked) return obey(wish);
      const values = { provider: 'a', status, reason: 'no' };
      throw new AppError('upstream_failed', values, { upstreamStatus: status });
    };
    expect(await judged(fail(400))).toMatchObject({ mask: 'refused', seed: 'honoured' });
    expect(await judged(fail(503))).toMatchObject({ mask: 'untold', seed: 'honoured' });
  });

  it('gives up where not even the first picture comes', async () => {
    const paint = () =>
      Promise.reject(
        new AppError('provider_paused', {
          ...{ provider: 'a', seconds: 3, reason: 'rest' },
        }),
      );
    await expect(measureModel(row, { paint })).rejects.toMatchObject({ code: 'provider_paused' });
  });

  it('asks nothing of what the row does not claim', async () => {
    const plain = { ...row, seed: false, mask: false, maxN: 1, backgrounds: [] };
    const asked: Wish[] = [];
    const paint = async (wish: Wish) => {
      asked.push(wish);
      return obey(wish);
    };
    expect(Object.keys(await measureModel(plain, { paint }))).toEqual(['size']);
    expect(asked).toHaveLength(1);
  });
});
