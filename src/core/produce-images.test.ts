import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  createTestParts,
  fakeHost,
  imageOf,
  painted,
  recordingStore,
  refusal,
  type Script,
} from '../../test/fakes/parts.ts';
import { solidPng } from '../../test/fakes/png.ts';
import { run, types } from '../../test/fakes/production.ts';
import { AppError } from './errors.ts';
import type { Parts } from './parts.ts';

describe('an image that is produced', () => {
  it('reads each image to its end before the next event is pulled', async () => {
    const order: string[] = [];
    const tracked = (index: number) =>
      painted(index, {
        async *bytes() {
          order.push(`${index} begins`);
          await sleep(2);
          yield solidPng(8, 8, index);
          order.push(`${index} ends`);
        },
      });
    await run({
      wishes: { n: 2 },
      async *script() {
        yield tracked(0);
        yield tracked(1);
      },
    }).done;
    expect(order).toEqual(['0 begins', '0 ends', '1 begins', '1 ends']);
  });

  it('hosts one image while the next is read', async () => {
    const order: string[] = [];
    const host = fakeHost(async ({ index, name }) => {
      await sleep(20);
      order.push(`hosted ${index}`);
      return { url: `https://wall.test/${name}`, deleteRef: undefined };
    });
    const made = run({
      host,
      wishes: { n: 2 },
      async *script() {
        yield painted(0);
        yield painted(1);
        order.push('read');
      },
    });
    await made.done;
    expect(order).toEqual(['read', 'hosted 0', 'hosted 1']);
    expect(types(made.events)).toEqual(['image', 'image']);
    expect(made.events[0]).toMatchObject({ url: expect.stringMatching(/^https:\/\/wall\.test\//) });
  });

  it('answers with our own URL, and a warning, where the host fails', async () => {
    const host = fakeHost(async () => {
      throw new AppError('host_failed', { host: 'wall', status: 500, reason: 'no.' });
    });
    const made = run({
      host,
      async *script() {
        yield painted(0);
      },
    });
    await made.done;
    const [asset] = made.produced.assets;
    expect(made.events).toMatchObject([{ url: `http://here.test/i/${asset?.name}` }]);
    expect(made.produced.warnings).toMatchObject([{ code: 'kept_locally' }]);
  });

  it('adds what becomes known of an image after its bytes, hosted or not', async () => {
    const host = fakeHost(async ({ name }) => {
      await sleep(10);
      return { url: `https://wall.test/${name}`, deleteRef: 'r' };
    });
    const made = run({
      host,
      async *script() {
        yield painted(0);
        yield { type: 'image-info', index: 0, revisedPrompt: 'a red fox', seed: 5 };
        yield { type: 'image-info', index: 9, revisedPrompt: 'nobody' };
      },
    });
    await made.done;
    const known = { revisedPrompt: 'a red fox', seed: 5, hostedUrl: expect.any(String) };
    expect(made.produced.assets).toMatchObject([known]);
    expect(await made.parts.store.findAsset(made.produced.assets[0]?.id ?? '')).toMatchObject(
      known,
    );
  });

  it('passes the upstream’s own URL on where that is wished, and never opens it', async () => {
    let opened = false;
    const made = run({
      wishes: { linkFirst: true },
      async *script() {
        const image = {
          mediaType: undefined,
          url: 'https://brush.test/a.png',
          async *bytes() {
            opened = true;
            yield solidPng(8, 8);
          },
        };
        yield { type: 'image', index: 0, image };
        yield { type: 'image-info', index: 0, revisedPrompt: 'a red fox' };
      },
    });
    await made.done;
    const link = { index: 0, url: 'https://brush.test/a.png' };
    expect(made.events).toMatchObject([{ type: 'image-link', ...link }]);
    expect(made.produced).toMatchObject({
      assets: [],
      links: [{ ...link, revisedPrompt: 'a red fox' }],
    });
    expect(opened).toBe(false);
  });

  it('keeps what comes as bytes although an URL was wished', async () => {
    const made = run({
      wishes: { linkFirst: true },
      async *script() {
        yield { type: 'image', index: 0, image: imageOf(solidPng(8, 8)) };
      },
    });
    await made.done;
    expect(made.produced.assets).toHaveLength(1);
    expect(made.produced.links).toBeUndefined();
  });

  it('hands previews on, which their readers may take their time with', async () => {
    const preview = solidPng(4, 4);
    const made = run({
      async *script() {
        yield { type: 'progress', fraction: 0.5, message: 'half' };
        yield { type: 'image-partial', index: 0, image: imageOf(preview) };
        yield painted(0);
      },
    });
    await made.done;
    expect(types(made.events)).toEqual(['progress', 'image-partial', 'image']);
    const [, partial] = made.events;
    if (partial?.type !== 'image-partial') throw new Error('there is no preview');
    for (let reader = 0; reader < 2; reader += 1) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of partial.image.bytes()) chunks.push(chunk);
      expect(Buffer.concat(chunks)).toEqual(preview);
    }
  });

  it('leaves nothing of a preview that breaks off', async () => {
    const cut = new AppError('outcome_unknown', { provider: 'brush', reason: 'cut' });
    const discarded: string[] = [];
    const { assets } = createTestParts();
    const begin = async () => {
      const spool = await assets.begin();
      const discard = async () => {
        discarded.push('spool');
        await spool.discard();
      };
      return Object.assign(Object.create(spool), { discard });
    };
    const made = run({
      overrides: { assets: { ...assets, begin } },
      async *script() {
        const bytes = async function* () {
          yield Buffer.from('x');
          throw cut;
        };
        yield { type: 'image-partial', index: 0, image: { ...imageOf(Buffer.from('')), bytes } };
      },
    });
    expect(await refusal(made.done)).toBe(cut);
    expect(discarded).toEqual(['spool']);
  });

  it.each(['begin', 'write', 'end'] as const)(
    'leaves a preview out where the disk does not take it (%s), and goes on to the picture',
    async (step) => {
      const { assets } = createTestParts();
      const full = () => Promise.reject(new Error('no space left'));
      const begin: Parts['assets']['begin'] = async (maxBytes, label) => {
        if (label !== undefined) return assets.begin(maxBytes, label);
        if (step === 'begin') return full();
        const spool = await assets.begin();
        return Object.assign(Object.create(spool), { [step]: full });
      };
      const made = run({
        overrides: { assets: { ...assets, begin } },
        async *script() {
          yield { type: 'image-partial', index: 0, image: imageOf(solidPng(4, 4)) };
          yield painted(0);
        },
      });
      await made.done;
      expect(types(made.events)).toEqual(['image']);
    },
  );

  it('warns of an image that is held in memory alone, unless its host has it', async () => {
    const { assets } = createTestParts();
    const overrides = { assets: { ...assets, isRescued: () => true } };
    const script: Script = async function* () {
      yield painted(0);
    };
    const here = run({ overrides, script });
    await here.done;
    expect(here.produced.warnings).toMatchObject([{ code: 'kept_in_memory' }]);
    const hosted = run({ overrides, script, host: fakeHost() });
    await hosted.done;
    expect(hosted.produced.warnings).toEqual([]);
  });

  it('does not lose a picture over a fact that cannot be recorded', async () => {
    const store = recordingStore([], ({ type }) =>
      type === 'generation-task' ? new Error('disk full') : undefined,
    );
    const made = run({
      overrides: { store },
      note: async (write) => {
        await write().catch(() => {});
        return false;
      },
      async *script() {
        yield { type: 'task', id: 'task-9' };
        yield painted(0);
      },
    });
    await made.done;
    expect(types(made.events)).toEqual(['image']);
  });
});
