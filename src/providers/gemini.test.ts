import { describe, expect, it } from 'vitest';
import { pictureInput } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { geminiWire } from '../../test/fakes/gemini-wire.ts';
import { costCeiling } from '../core/cost/cost-ceiling.ts';
import { costOf } from '../core/cost.ts';
import { geminiProvider } from './gemini.ts';

const create = (given: GivenUpstream) => geminiProvider({ name: 'gemini', ...quick, ...given });

proveWire('gemini', {
  wire: geminiWire,
  create,
  ways: 'bytes',
});

describe('geminiProvider', () => {
  const rig = openRig(geminiWire, create);
  const { paint } = rig;

  it('asks for one picture, and says nothing that was not wished', async () => {
    const { seen } = await paint();
    expect(seen?.path).toBe('/v1beta/models/gemini-nano-banana-2.1:generateContent');
    expect(seen?.json).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'a fox in the snow, 雪中的狐狸' }] }],
      generationConfig: { responseModalities: ['IMAGE'] },
    });
  });

  it.each([
    ['1024x1024', { aspectRatio: '1:1', imageSize: '1K' }],
    ['2048x1152', { aspectRatio: '16:9', imageSize: '2K' }],
    ['4096x2304', { aspectRatio: '16:9', imageSize: '4K' }],
    ['512x512', { aspectRatio: '1:1', imageSize: '512' }],
    ['16:9', { aspectRatio: '16:9' }],
    ['4K', { imageSize: '4K' }],
  ])('says %s as %j, without a word', async (size, imageConfig) => {
    const { seen, warnings } = await paint({ size });
    expect(seen?.json?.generationConfig).toMatchObject({ imageConfig });
    expect(warnings).toEqual([]);
  });

  it('reports the ratio it takes where there is no such ratio', async () => {
    const { warnings } = await paint({ size: '1792x1024' });
    expect(warnings).toEqual([
      '`size` 1792x1024 was sent as 16:9, the nearest gemini-nano-banana-2.1 can do.',
    ]);
  });

  it('names no tier to a model that has one resolution', async () => {
    const { seen } = await paint({ model: 'gemini-2.5-flash-image', size: '2048x2048' });
    expect(seen?.json?.generationConfig).toMatchObject({ imageConfig: { aspectRatio: '1:1' } });
    expect(JSON.stringify(seen?.json)).not.toContain('imageSize');
  });

  it('puts the images of an edit in front of the prompt', async () => {
    const { seen } = await paint({ inputs: [pictureInput(0xff0000), pictureInput(0x00ff00)] });
    const { contents } = seen?.json ?? {};
    const [content] = contents as [{ parts: Record<string, unknown>[] }];
    expect(content.parts.map((part) => Object.keys(part)[0])).toEqual([
      'inlineData',
      'inlineData',
      'text',
    ]);
    expect(content.parts[0]?.inlineData).toMatchObject({ mimeType: 'image/png' });
  });

  it('counts thoughts as text and pictures as pictures, so that the cost is exact', async () => {
    const { usage } = await paint();
    const [row] = rig.provider.models();
    if (!row) throw new Error('there is no model');
    expect(usage).toMatchObject({ inputTokens: 12, outputTokens: 1220, textOutputTokens: 100 });
    // 12 tokens at 1.50, 100 at 7.50 and 1120 at 30 dollars a million.
    const asked = { quality: undefined, size: undefined };
    expect(costOf(row, asked, usage, 1)).toEqual({ usd: 0.034368, kind: 'exact' });
  });

  it.each([
    ['gemini-nano-banana-2.1', undefined, 0.0336],
    ['gemini-nano-banana-2.1', '16:9', 0.0336],
    ['gemini-nano-banana-2.1', '4K', 0.0756],
    ['gemini-3-pro-image', '2K', 0.1344],
    ['gemini-3-pro-image', '4K', 0.24],
    ['gemini-2.5-flash-image', undefined, 0.0387],
  ])('estimates %s at %s as published, where nothing was counted', (model, size, usd) => {
    const row = rig.provider.models().find((known) => known.model === model);
    if (!row) throw new Error(`there is no ${model}`);
    const wish = { prompt: 'x', quality: undefined, size, partialImages: undefined };
    expect(costOf(row, wish, undefined, 1)).toEqual({ usd, kind: 'estimated' });
    expect(costCeiling(row, { ...wish, inputs: undefined }, 2)).toBeCloseTo(2 * usd, 6);
  });

  it('takes an address that has its version already', () => {
    const baseUrl = 'https://gateway.example/google/v1beta/';
    expect(geminiProvider({ name: 'g', baseUrl, apiKey: 'k', client: rig.client }).origin).toBe(
      'https://gateway.example',
    );
  });
});
