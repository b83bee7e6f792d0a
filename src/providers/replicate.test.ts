import { describe, expect, it } from 'vitest';
import { pictureInput, rejection } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { type GivenUpstream, openRig, quick } from '../../test/contract/wire-rig.ts';
import { replicateWire } from '../../test/fakes/replicate-wire.ts';
import type { ImageInput } from '../core/image.ts';
import { replicateProvider } from './replicate.ts';

const create = (given: GivenUpstream) =>
  replicateProvider({ name: 'replicate', ...quick, ...given });

proveWire('replicate', {
  wire: replicateWire,
  create,
  ways: 'task',
  cancels: true,
});

describe('replicateProvider', () => {
  const rig = openRig(replicateWire, create);
  const { paint } = rig;

  it('begins a prediction of an official model, without waiting for it', async () => {
    const { seen } = await paint();
    expect(seen?.path).toBe('/v1/models/black-forest-labs/flux-schnell/predictions');
    expect(seen?.headers).not.toHaveProperty('prefer');
    expect(seen?.json).toEqual({ input: { prompt: 'a fox in the snow, 雪中的狐狸' } });
  });

  it('runs a model of the community by its version', async () => {
    const { seen } = await paint({ model: 'acme/painter:0123abc', size: '768x512' });
    expect(seen?.path).toBe('/v1/predictions');
    expect(seen?.json).toMatchObject({ version: '0123abc', input: { width: 768, height: 512 } });
  });

  it.each([
    ['black-forest-labs/flux-schnell', '1536x1024', { aspect_ratio: '3:2' }],
    ['black-forest-labs/flux-2-pro', '1536x1024', { aspect_ratio: 'custom', width: 1536 }],
    ['black-forest-labs/flux-2-pro', '21:9', { aspect_ratio: '21:9' }],
    ['google/nano-banana-2', '2048x2048', { aspect_ratio: '1:1', resolution: '2K' }],
    ['bytedance/seedream-5-lite', '1536x1024', { aspect_ratio: '3:2' }],
    ['acme/painter', '3:2', { aspect_ratio: '3:2' }],
  ])('says to %s the size %s as %j', async (model, size, words) => {
    const { seen, warnings } = await paint({ model, size });
    expect(seen?.json?.input).toMatchObject(words);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['black-forest-labs/flux-2-pro', 'input_images', true],
    ['google/nano-banana-2', 'image_input', true],
    ['black-forest-labs/flux-kontext-pro', 'input_image', false],
    ['acme/painter', 'image', false],
  ])('gives %s the image of an edit as %s', async (model, field, isList) => {
    const { seen } = await paint({ model, inputs: [pictureInput(0xff0000)] });
    const uri = 'data:image/png;base64,';
    expect(seen?.json?.input).toMatchObject({ [field]: isList ? [uri] : uri });
  });

  it('refuses a second image where there is room for one, before anything is sent', async () => {
    const before = rig.upstream.requests.length;
    const inputs = [pictureInput(1), pictureInput(2)];
    const error = await rejection(paint({ model: 'acme/painter', inputs }));
    expect(error).toMatchObject({ code: 'too_many_inputs' });
    expect(rig.upstream.requests).toHaveLength(before);
  });

  it('uploads an image that is too large to stand in the request', async () => {
    const large = largeInput();
    const inputs = [large, pictureInput(2)];
    const { seen } = await paint({ model: 'black-forest-labs/flux-2-pro', inputs });
    const upload = rig.upstream.requests.find(({ path }) => path === '/v1/files');
    expect(upload?.files).toMatchObject([{ field: 'content', size: large.size }]);
    expect(seen?.json?.input).toMatchObject({
      input_images: [`${rig.upstream.origin}/v1/files/file-1`, 'data:image/png;base64,'],
    });
  });

  it('lets no parameter of its own ask for more pictures than were wished', async () => {
    const { seen, warnings } = await paint({ extra: { num_outputs: 4 } });
    const withoutCount = expect.not.objectContaining({ num_outputs: 4 });
    expect(seen?.json).toMatchObject({ input: withoutCount });
    expect(warnings).toEqual([expect.stringContaining('`num_outputs`')]);
  });

  it('names jpeg and quality as its models do', async () => {
    const { seen } = await paint({ outputFormat: 'jpeg', outputCompression: 60 });
    expect(seen?.json?.input).toMatchObject({ output_format: 'jpg', output_quality: 60 });
  });

  it('shows the picture of a model whose output is one text', async () => {
    rig.upstream.mode('task-single');
    expect((await paint()).images).toHaveLength(1);
  });

  it.each([
    ['task-flagged', 'moderation_blocked', 'E005'],
    ['task-aborted', 'upstream_failed', 'aborted'],
    ['task-nothing', 'upstream_no_image', 'succeeded'],
  ])('tells %s as %s', async (mode, code, words) => {
    rig.upstream.mode(mode);
    const error = await rejection(paint());
    expect(error).toMatchObject({ code, details: { spent: 'maybe' } });
    expect(String(error)).toContain(words);
  });
});

function largeInput(): ImageInput {
  const size = 300_000;
  return {
    ...pictureInput(1, 'large.png'),
    size,
    async *bytes() {
      for (let sent = 0; sent < size; sent += 10_000) yield new Uint8Array(10_000);
    },
  };
}
