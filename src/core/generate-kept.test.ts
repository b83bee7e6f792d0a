import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  catchUnhandled,
  codes,
  cut,
  ended,
  paint,
  partsFor,
  values,
} from '../../test/fakes/paint.ts';
import {
  createTestParts,
  fakeProvider,
  imageOf,
  painted,
  refusal,
  type Script,
} from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testRequest } from '../../test/fakes/wishes.ts';
import { AppError } from './errors.ts';
import { createPipeline } from './generate.ts';
import type { GenerationEvent } from './generation.ts';

catchUnhandled();

const caller = testCaller();
const types = (entries: readonly { type: string }[]) => entries.map(({ type }) => type);

describe('images that were kept', () => {
  it('are a partial success where the upstream breaks off', async () => {
    const parts = partsFor(async function* (request) {
      await request.onSend();
      yield painted(0);
      throw cut();
    });
    const { events, generation } = await paint(parts, { n: 2 });
    expect(types(events)).toEqual(['image', 'generation-end']);
    expect(generation.assets).toHaveLength(1);
    expect(generation).toMatchObject({ state: 'hosted', error: undefined });
    expect(generation.warnings).toMatchObject([
      { code: 'fewer_images', values: { made: 1, asked: 2 } },
    ]);
    expect(parts.leases).toEqual(['settled']);
  });

  it('are a whole success where all came before it broke off', async () => {
    const parts = partsFor(async function* () {
      yield painted(0);
      throw cut();
    });
    expect(codes((await paint(parts)).generation)).toEqual([]);
  });

  it('are kept around one that is no picture', async () => {
    const parts = partsFor(async function* () {
      yield painted(0, imageOf(Buffer.from('<html>')));
      yield painted(1);
    });
    const { generation } = await paint(parts, { n: 2 });
    expect(generation.assets.map(({ index }) => index)).toEqual([1]);
    expect(codes(generation)).toEqual(['fewer_images']);
  });

  it('stay when a call is refused, and no further one is begun', async () => {
    let calls = 0;
    const provider = fakeProvider({
      rows: [testCapability({ maxN: 1 })],
      async script(request) {
        calls += 1;
        await request.onSend();
        if (request.first === 1) throw new AppError('upstream_rate_limited', values);
        return (async function* () {
          yield painted(0);
        })();
      },
    });
    const { generation } = await paint(createTestParts({ providers: [provider] }), { n: 9 });
    // Four were under way at once.
    expect(calls).toBe(4);
    expect(generation.assets).toHaveLength(3);
    expect(codes(generation)).toEqual(['fewer_images']);
  });

  it('stay when the generation is cancelled', async () => {
    const abort = new AbortController();
    const parts = partsFor(async function* (_, signal) {
      yield painted(0);
      await sleep(5000, undefined, { signal });
    });
    const stream = await createPipeline(parts).generate(
      testRequest({ n: 2 }),
      caller,
      abort.signal,
    );
    const seen: GenerationEvent[] = [];
    for await (const event of stream) {
      seen.push(event);
      if (event.type === 'image') abort.abort();
    }
    expect(types(seen)).toEqual(['image', 'generation-end']);
  });

  it.each([
    ['nothing at all', async function* () {}, 'upstream_no_image', 'settled'],
    [
      'no picture',
      async function* () {
        yield painted(0, imageOf(Buffer.from('busy')));
      },
      'upstream_not_an_image',
      'settled',
    ],
    [
      'half an image',
      async function* () {
        yield painted(0, {
          async *bytes() {
            yield Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
            throw cut();
          },
        });
      },
      'outcome_unknown',
      'settled',
    ],
  ] as [string, Script, string, string][])(
    'are none where the upstream sends %s, which may have been paid',
    async (_, script, code, lease) => {
      const parts = partsFor(script);
      const error = await refusal(paint(parts));
      expect(error).toMatchObject({ code, retryable: false });
      expect(parts.leases).toEqual([lease]);
      const state = code === 'outcome_unknown' ? code : 'failed';
      expect(ended(parts)).toMatchObject({ state, error: { code } });
    },
  );

  it('are fewer than asked where the upstream sends fewer, and that is said', async () => {
    const parts = partsFor(async function* () {
      yield painted(0);
    });
    const { generation } = await paint(parts, { n: 3 });
    expect(generation.warnings).toMatchObject([
      { code: 'fewer_images', values: { made: 1, asked: 3 } },
    ]);
  });

  it('keep their order by index, whatever order they came in', async () => {
    const parts = partsFor(async function* () {
      yield painted(1);
      yield painted(0);
    });
    const { generation } = await paint(parts, { n: 2 });
    expect(generation.assets.map(({ index }) => index)).toEqual([0, 1]);
  });
});
