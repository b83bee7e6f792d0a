import { describe, expect, it } from 'vitest';
import { AppError } from '../../../core/errors.ts';
import { readDelivery, readImageFields } from './fields.ts';

describe('readImageFields', () => {
  it('knows OpenAI’s names and hands everything else on', () => {
    const { extra, ...fields } = readImageFields({
      prompt: 'a fox',
      output_format: 'webp',
      output_compression: '80',
      input_fidelity: 'high',
      safety_identifier: 'user-1',
      complexity: 'low',
      stream: true,
      partial_images: 2,
      async: false,
      response_format: 'url',
    });
    expect(fields).toMatchObject({
      prompt: 'a fox',
      outputFormat: 'webp',
      outputCompression: '80',
      inputFidelity: 'high',
      partialImages: undefined,
    });
    expect(extra).toEqual({ safety_identifier: 'user-1', complexity: 'low' });
    expect(readImageFields({ prompt: 'a fox' }).extra).toBeUndefined();
  });
});

describe('readDelivery', () => {
  const plain = { format: 'b64_json', stream: false, isAsync: false, partialImages: undefined };

  it.each<[Record<string, unknown>, string | undefined, object]>([
    [{}, undefined, {}],
    [{ response_format: 'url' }, undefined, { format: 'url' }],
    [{ stream: true }, undefined, { stream: true, partialImages: 0 }],
    [{ stream: 'true', partial_images: '2' }, undefined, { stream: true, partialImages: 2 }],
    [{ partial_images: 2 }, undefined, {}],
    [{ async: true }, undefined, { isAsync: true }],
    [{ async: 'true' }, undefined, { isAsync: true }],
    [{}, 'respond-async', { isAsync: true }],
    [{}, 'wait=10, Respond-Async; x', { isAsync: true }],
    [{}, 'respond-asynchronously', {}],
    [{ async: false }, 'respond-async', {}],
    [{ stream: true }, 'respond-async', { stream: true, partialImages: 0 }],
    [
      { webhook_url: 'https://example.com/hook/' },
      'respond-async',
      { isAsync: true, webhookUrl: 'https://example.com/hook/' },
    ],
    [{ webhook_url: '' }, undefined, {}],
  ])('reads %j with Prefer: %s', (body, prefer, changes) => {
    expect(readDelivery(body, prefer)).toEqual({ ...plain, ...changes });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ response_format: 'gif' }, 'response_format'],
    [{ stream: 'yes' }, 'stream'],
    [{ stream: 1 }, 'stream'],
    [{ partial_images: 4, stream: true }, 'partial_images'],
    [{ async: 'soon' }, 'async'],
    [{ async: true, stream: true }, 'async'],
    [{ webhook_url: 'https://example.com/hook' }, 'webhook_url'],
    [{ webhook_url: 'https://example.com/hook', stream: true }, 'webhook_url'],
    [{ webhook_url: 'ftp://example.com/hook', async: true }, 'webhook_url'],
    [{ webhook_url: 'https://me:you@example.com/', async: true }, 'webhook_url'],
    [{ webhook_url: 7, async: true }, 'webhook_url'],
  ])('refuses %j by the name of %s', (body, param) => {
    expect(() => readDelivery(body, undefined)).toThrow(AppError);
    try {
      readDelivery(body, undefined);
    } catch (thrown) {
      expect(thrown).toMatchObject({ details: { param } });
    }
  });
});
