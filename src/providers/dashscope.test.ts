import { describe, expect, it } from 'vitest';
import { pictureInput, rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { dashscopeWire } from '../../test/fakes/dashscope-wire.ts';
import { costOf } from '../core/cost.ts';
import type { ProviderRequest } from '../core/provider.ts';
import { nearestSize } from '../core/resolve/nearest-size.ts';
import { readDashScope } from './dashscope/answer.ts';
import { dashscopeBase } from './dashscope/base.ts';
import { dashscopeCodes } from './dashscope/codes.ts';
import { dashscopeProvider } from './dashscope.ts';

const create = (given: GivenUpstream) =>
  dashscopeProvider({ name: 'dashscope', ...quick, ...given });

/** The same with only those models, so that the suite takes their route. */
const only = (pattern: RegExp) => (upstream: Parameters<typeof create>[0]) => {
  const provider = create(upstream);
  return { ...provider, models: () => provider.models().filter((row) => pattern.test(row.model)) };
};

proveWire('dashscope', { wire: dashscopeWire, create, ways: 'url' });
proveWire('dashscope, Wan 2.7', {
  wire: dashscopeWire,
  create: only(/^wan2\.7/),
  ways: 'task',
  cancels: true,
});
proveWire('dashscope, the older route', {
  wire: dashscopeWire,
  create: only(/^wan2\.2|^wanx/),
  ways: 'task',
  cancels: true,
});

describe('dashscopeProvider', () => {
  const rig = openRig(dashscopeWire, create);
  const paint = async (wishes?: Partial<ProviderRequest>) => {
    const told = await rig.paint(wishes);
    const parameters = told.json?.parameters as Record<string, unknown> | undefined;
    return { ...told, parameters };
  };

  it('asks for a picture without a watermark, at the cheaper of the two prices', async () => {
    const { seen } = await paint();
    expect(seen?.path).toBe('/api/v1/services/aigc/multimodal-generation/generation');
    expect(seen?.json).toEqual({
      model: 'qwen-image-3.0',
      input: { messages: [{ role: 'user', content: [{ text: 'a fox in the snow, 雪中的狐狸' }] }] },
      parameters: { watermark: false, size: '1024*1024', n: 1 },
    });
  });

  it('passes on what DashScope alone knows, but not over our own', async () => {
    const extra = {
      prompt_extend: false,
      watermark: true,
      negative_prompt: 'fog',
      n: 6,
      size: 'x',
    };
    const { parameters } = await paint({ extra, n: 2 });
    const known = { prompt_extend: false, watermark: true, negative_prompt: 'fog' };
    expect(parameters).toEqual({ ...known, size: '1024*1024', n: 2 });
  });

  it('asks older Wan for a task, with the prompt alone', async () => {
    const { seen, images } = await paint({
      model: 'wan2.2-t2i-flash',
      extra: { negative_prompt: 'fog' },
      seed: 2 ** 31 + 7,
    });
    expect(seen?.headers['x-dashscope-async']).toBe('enable');
    expect(seen?.json).toEqual({
      model: 'wan2.2-t2i-flash',
      input: { prompt: 'a fox in the snow, 雪中的狐狸', negative_prompt: 'fog' },
      parameters: { watermark: false, seed: 7, n: 1 },
    });
    expect(images[0]?.revisedPrompt).toBe('a red fox');
  });

  it.each([
    ['qwen-image-3.0', '2304x1728', '2304*1728'],
    ['wan2.7-image-pro', '4K', '4K'],
    ['wan2.7-image-pro', '4096x2304', '4096*2304'],
  ])('says a size of %s, %s, as %s', async (model, size, said) => {
    const { parameters, warnings } = await paint({ model, size });
    expect(parameters?.size).toBe(said);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['wan2.6-t2i', '1024x1024', '1280x1280'],
    ['wan2.2-t2i-flash', '2048x2048', '1440x1440'],
    ['qwen-image-3.0', '4096x4096', '2048x2048'],
    ['qwen-image-edit-max', '256x256', '512x512'],
  ])('tells the core that %s paints %s as %s', (model, size, near) => {
    const sizes = rig.provider.models().find((row) => row.model === model)?.sizes;
    expect(sizes && nearestSize(size, sizes)).toBe(near);
  });

  it('puts images in front of the prompt for Qwen and behind it for Wan', async () => {
    const inputs = [{ ...pictureInput(1), width: 1600, height: 900 }];
    const contentOf = async (model: string) => {
      const { seen, parameters } = await paint({ model, inputs });
      const json = JSON.stringify(seen?.json?.input);
      return [json.match(/"(?:image|text)"/g), parameters?.size];
    };
    expect(await contentOf('qwen-image-3.0')).toEqual([['"image"', '"text"'], '1365*768']);
    expect(await contentOf('wan2.7-image')).toEqual([['"text"', '"image"'], undefined]);
  });

  it('keeps the pictures that were made where another was refused', () => {
    const context = {
      provider: 'd',
      model: 'm',
      origin: 'https://d.test',
      secrets: [],
      codes: dashscopeCodes,
    };
    const { signal } = new AbortController();
    const tools = { context, client: rig.client, ...quick, signal, base: 'https://d.test' };
    const results = [
      { url: 'https://d.test/1.png' },
      { code: 'DataInspectionFailed', message: 'Not this.' },
    ];
    const events = [...readDashScope({ output: { results } }, tools)];
    expect(events.map(({ type }) => type)).toEqual(['image', 'warning']);
    const none = () => [...readDashScope({ output: { results: results.slice(1) } }, tools)];
    expect(none).toThrow('refused the request for its content');
  });

  it('names the request for whoever asks Alibaba why', async () => {
    rig.upstream.mode('bad-argument');
    expect(await rejection(paint())).toMatchObject({
      details: { upstreamCode: 'InvalidParameter', upstreamRequestId: 'r-1' },
    });
    rig.upstream.mode('paint');
  });

  it.each([
    ['https://dashscope.aliyuncs.com', 'https://dashscope.aliyuncs.com/api/v1', 'mainland'],
    [
      'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
      'https://dashscope-intl.aliyuncs.com/api/v1',
      'abroad',
    ],
    [
      'https://w1.cn-beijing.maas.aliyuncs.com/api/v1/',
      'https://w1.cn-beijing.maas.aliyuncs.com/api/v1',
      'mainland',
    ],
    [
      'https://w1.ap-southeast-1.maas.aliyuncs.com',
      'https://w1.ap-southeast-1.maas.aliyuncs.com/api/v1',
      'abroad',
    ],
    ['https://gateway.test/ali', 'https://gateway.test/ali/api/v1', 'elsewhere'],
  ])('finds its routes from %s', (url, native, region) => {
    expect(dashscopeBase(url)).toMatchObject({ native, region });
  });

  it.each([
    ['https://dashscope.aliyuncs.com', 'qwen-image-2.0', undefined, 0, 0.029501],
    ['https://dashscope.aliyuncs.com', 'qwen-image-2.0-pro', undefined, 0, 0.073752],
    ['https://dashscope.aliyuncs.com', 'qwen-image-3.0-pro', undefined, 0, 0.036876],
    ['https://dashscope.aliyuncs.com', 'qwen-image-3.0-pro', '2048x2048', 1, 0.076702],
    ['https://dashscope-intl.aliyuncs.com', 'qwen-image-3.0-pro', '1024x1024', 2, 0.046],
    ['https://dashscope-intl.aliyuncs.com', 'qwen-image-3.0', '2048x2048', 0, 0.03],
    ['https://dashscope-intl.aliyuncs.com', 'wan2.7-image-pro', '4K', 0, 0.075],
  ])(
    'estimates at %s for %s of %s from %i images as published',
    (baseUrl, model, size, count, usd) => {
      const rows = create({ baseUrl, apiKey: 'k', client: rig.client }).models();
      const row = rows.find((known) => known.model === model);
      if (!row) throw new Error(`there is no ${model}`);
      const inputs = Array.from({ length: count }, () => pictureInput(1));
      const cost = costOf(row, { quality: undefined, size, inputs }, undefined, 1);
      expect(cost).toEqual({ usd, kind: 'estimated' });
    },
  );

  it('says that a price is unknown where nobody published one, and at a gateway', () => {
    const own = create({
      baseUrl: 'https://dashscope.aliyuncs.com',
      apiKey: 'k',
      client: rig.client,
    });
    expect(own.models().find(({ model }) => model === 'z-image-turbo')?.price).toBeUndefined();
    expect(rig.provider.models().every(({ price }) => price === undefined)).toBe(true);
  });
});
