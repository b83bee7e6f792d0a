import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  collect,
  pictureInput,
  providerRequest,
  rejection,
} from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { comfyuiWire, graphOf } from '../../test/fakes/comfyui-wire.ts';
import { startWire, type WireUpstream } from '../../test/fakes/wire-upstream.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { retryPolicy } from '../core/retry.ts';
import { createHttpClient, type HttpClient } from '../kit/http-client.ts';
import { type ComfyuiOptions, comfyuiProvider } from './comfyui.ts';

const retry = { ...retryPolicy, firstWaitMs: 5 };
const pauses = { first: 5, longest: 10, growth: 1 };
/** Rolled the same each time, so that a parameter alone can change what is sent. */
const dice = { id: () => 'b9f1c3e2-0000-4000-8000-000000000000', seed: () => 4711 };

proveWire('comfyui', {
  wire: comfyuiWire,
  create: ({ baseUrl, client }) =>
    comfyuiProvider({ name: 'comfyui', retry, pauses, dice, baseUrl, client }),
  ways: 'task',
  inline: true,
  cancels: true,
  keyless: true,
});

function folderWith(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'comfyui-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const encode = (text: unknown) => ({
  class_type: 'CLIPTextEncode',
  inputs: { text, clip: ['1', 0] },
});

/** As a user saves it: nothing in it was prepared for us. */
const unprepared = {
  '1': { class_type: 'UNETLoader', inputs: { unet_name: 'flux.safetensors' } },
  '2': encode('a castle'),
  '3': encode('blurry'),
  '5': { class_type: 'EmptySD3LatentImage', inputs: { width: 640, height: 480, batch_size: 1 } },
  '6': { class_type: 'FluxGuidance', inputs: { conditioning: ['2', 0], guidance: 3.5 } },
  '7': {
    class_type: 'KSampler',
    inputs: {
      seed: 1,
      steps: 8,
      cfg: 1,
      positive: ['6', 0],
      negative: ['3', 0],
      latent_image: ['5', 0],
    },
  },
  '9': { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: 'x' } },
};

describe('comfyuiProvider', () => {
  let upstream: WireUpstream;
  let client: HttpClient;
  beforeAll(async () => {
    upstream = await startWire(comfyuiWire);
    client = createHttpClient({ trustedOrigins: [upstream.origin] });
  });
  afterAll(async () => {
    await client.close();
    await upstream.close();
  });

  const open = (options: Partial<ComfyuiOptions> = {}) =>
    comfyuiProvider({
      ...{ name: 'comfyui', baseUrl: upstream.origin, client, retry, pauses, dice, ...options },
    });
  const paint = async (provider: Provider, wishes: Partial<ProviderRequest> = {}) => {
    upstream.mode('paint');
    const request = providerRequest(provider, wishes);
    const told = await collect(await provider.generate(request, new AbortController().signal));
    return { ...told, graph: graphOf(upstream.paints().at(-1)) };
  };

  it('paints with the first checkpoint there is, or with the one that is named', async () => {
    const first = await paint(open(), { size: '768x512', seed: 7 });
    expect(first.graph['4']?.inputs.ckpt_name).toBe('first.safetensors');
    expect(first.graph['5']?.inputs).toMatchObject({ width: 768, height: 512 });
    expect(first.graph['3']?.inputs).toMatchObject({ seed: 7, steps: 20, denoise: 1 });
    expect(first.graph['6']?.inputs.text).toBe('a fox in the snow, 雪中的狐狸');
    const named = await paint(open(), { model: 'dream.safetensors' });
    expect(named.graph['4']?.inputs.ckpt_name).toBe('dream.safetensors');
  });

  it('takes what a caller says of the sampler, as numbers', async () => {
    const extra = { steps: 4, negative_prompt: 'blurry', made_up: 'x' };
    const { graph, warnings } = await paint(open(), { extra });
    expect(graph['3']?.inputs.steps).toBe(4);
    expect(graph['7']?.inputs.text).toBe('blurry');
    expect(warnings).toEqual([expect.stringContaining('`made_up`')]);
  });

  it('paints from an image, and where the mask is transparent anew', async () => {
    const inputs = [pictureInput(0xff0000)];
    const edit = await paint(open(), { inputs, size: '512x512' });
    expect(edit.graph['10']?.inputs.image).toMatch(/^maliang\/[0-9a-f]{32}\.png$/);
    expect(edit.graph['3']?.inputs).toMatchObject({ denoise: 0.75, latent_image: ['11', 0] });
    expect(edit.warnings).toEqual([expect.stringContaining('`size`')]);
    const masked = await paint(open(), { inputs, mask: pictureInput(0) });
    expect(masked.graph['10']?.inputs.image).toMatch(/^maliang\/masked-/);
    expect(masked.graph['12']?.inputs.mask).toEqual(['10', 1]);
    const sent = upstream.requests.findLast(({ path }) => path === '/upload/mask');
    expect(JSON.parse(sent?.fields?.original_ref ?? '')).toMatchObject({ subfolder: 'maliang' });
  });

  it('finds its way in a workflow that nobody prepared', async () => {
    const provider = open({ workflow: folderWith({ 'castle.json': unprepared }) });
    expect(provider.models()).toMatchObject([
      { model: 'castle', maxInputs: 0, mask: false, seed: true, maxN: 1 },
    ]);
    const extra = { steps: 30, negative_prompt: 'text' };
    const { graph } = await paint(provider, { model: 'castle', size: '1024x768', seed: 5, extra });
    expect(graph['2']?.inputs.text).toBe('a fox in the snow, 雪中的狐狸');
    expect(graph['3']?.inputs.text).toBe('text');
    expect(graph['5']?.inputs).toEqual({ width: 1024, height: 768, batch_size: 1 });
    expect(graph['7']?.inputs).toMatchObject({ seed: 5, steps: 30, cfg: 1 });
    const plain = await paint(provider, { model: 'castle' });
    expect(plain.graph['3']?.inputs.text).toBe('blurry');
    expect(plain.graph['5']?.inputs).toMatchObject({ width: 640, height: 480 });
    expect(plain.graph['7']?.inputs).toMatchObject({ seed: 4711, steps: 8 });
  });

  it('fills placeholders in place of that, quoted or not, with what stands in them by default', async () => {
    const text = JSON.stringify({
      ...unprepared,
      '2': encode('oil on canvas, {{prompt}}'),
      '7': { class_type: 'KSampler', inputs: { seed: 'SEED', steps: '{{steps=12}}' } },
      '10': { class_type: 'LoadImage', inputs: { image: '{{image}}' } },
      '11': { class_type: 'LoadImageMask', inputs: { image: '{{mask}}', channel: 'alpha' } },
    }).replace('"SEED"', '{{seed}}');
    const provider = open({ workflow: folderWith({ 'oil.json': text }) });
    const [row] = provider.models();
    expect(row).toMatchObject({ maxInputs: 1, mask: true, sizes: { named: [], free: undefined } });
    const inputs = [pictureInput(1)];
    const mask = pictureInput(2);
    const { graph } = await paint(provider, { model: 'oil', inputs, mask });
    expect(graph['2']?.inputs.text).toBe('oil on canvas, a fox in the snow, 雪中的狐狸');
    expect(graph['3']?.inputs.text).toBe('blurry');
    expect(graph['7']?.inputs).toMatchObject({ seed: 4711, steps: 12 });
    expect(graph['11']?.inputs.image).toMatch(/^maliang\//);
    const before = upstream.paints().length;
    expect(await rejection(paint(provider, { model: 'oil' }))).toMatchObject({
      code: 'missing_parameter',
      details: { param: 'image' },
    });
    expect(upstream.paints()).toHaveLength(before);
  });

  it('has a model for each workflow of a folder', () => {
    const workflow = folderWith({ 'b.json': unprepared, 'a.json': unprepared, 'notes.txt': 'x' });
    const provider = open({ workflow });
    expect(provider.models().map(({ model }) => model)).toEqual(['a', 'b']);
    expect([provider.defaultModel, provider.permissive]).toEqual(['a', undefined]);
  });

  it.each([
    ['no JSON', 'nope', /no JSON/],
    ['the editor’s own format', { nodes: [], links: [] }, /Export \(API\)/],
    ['nothing at all', {}, /no nodes/],
    [
      'no place for the prompt',
      { '1': { class_type: 'LoadImage', inputs: { image: 'a' } } },
      /prompt/,
    ],
  ])('says of a workflow that is %s why it cannot be used', (_what, content, reason) => {
    const { problem } = open({ workflow: folderWith({ 'a.json': content }) });
    expect(problem).toMatchObject({
      code: 'workflow_unusable',
      message: expect.stringMatching(reason),
    });
  });

  it('says of a path that leads nowhere that it cannot be read', () => {
    const { problem } = open({ workflow: join(tmpdir(), 'not-there', 'x.json') });
    expect(problem).toMatchObject({ code: 'workflow_unusable' });
  });

  it('explains a refused graph in plain words', async () => {
    upstream.mode('invalid-graph');
    const provider = open();
    const { signal } = new AbortController();
    const error = await rejection(provider.generate(providerRequest(provider), signal));
    expect(String(error)).toContain(
      'CheckpointLoaderSimple (node 4): this ComfyUI has no ckpt_name "x.safetensors", it has a.safetensors, b.safetensors',
    );
  });

  it('says which node failed while it painted', async () => {
    upstream.mode('task-failed');
    const provider = open();
    const { signal } = new AbortController();
    const events = await provider.generate(providerRequest(provider), signal);
    expect(String(await rejection(collect(events)))).toContain(
      'KSampler (node 3): CUDA out of memory',
    );
  });

  it('tells the seed it rolled, and shows no address of its network', async () => {
    upstream.mode('paint');
    const provider = open();
    const { signal } = new AbortController();
    for await (const event of await provider.generate(providerRequest(provider), signal)) {
      if (event.type !== 'image') continue;
      expect(event).toMatchObject({ seed: 4711, image: { url: undefined } });
      for await (const _ of event.image.bytes());
    }
  });
});
