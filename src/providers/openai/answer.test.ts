import { describe, expect, it } from 'vitest';
import { collect, rejection } from '../../../test/contract/provider-request.ts';
import type { HttpAnswer } from '../../kit/http-client.ts';
import { readAnswer, readUsage } from './answer.ts';

const context = { provider: 'there', model: 'm', origin: 'https://there.example', secrets: [] };
const base64 = (text: string) => Buffer.from(text).toString('base64');

function answered(json: unknown): HttpAnswer {
  async function* body() {
    yield Buffer.from(typeof json === 'string' ? json : JSON.stringify(json));
  }
  const nothing = async () => undefined;
  const text = async () => '';
  return { status: 200, headers: {}, body: body(), text, discard: nothing, url: 'https://x' };
}

function read(json: unknown) {
  return readAnswer(answered(json), {
    context,
    openUrl: (url) => ({
      mediaType: undefined,
      url,
      async *bytes() {
        yield Buffer.from('shown');
      },
    }),
  });
}

describe('readAnswer', () => {
  it('gives every image the index of its entry, bytes first', async () => {
    const { images } = await collect(
      read({ data: [{ url: 'https://x/0' }, { b64_json: base64('one') }, { url: 'https://x/2' }] }),
    );
    expect(images.map((image) => [image.index, image.url])).toEqual([
      [1, undefined],
      [0, 'https://x/0'],
      [2, 'https://x/2'],
    ]);
  });

  it('takes the URL where the base64 is empty', async () => {
    const { images } = await collect(read({ data: [{ b64_json: '', url: 'https://x/0' }] }));
    expect(images.map((image) => image.url)).toEqual(['https://x/0']);
  });

  it('describes an image whose description came first, last or not at all', async () => {
    const { images } = await collect(
      read(
        `{"data":[{"revised_prompt":"first","b64_json":"${base64('a')}"},{"b64_json":"${base64('b')}","revised_prompt":"last"},{"b64_json":"${base64('c')}"}]}`,
      ),
    );
    expect(images.map((image) => image.revisedPrompt)).toEqual(['first', 'last', undefined]);
  });

  it('reads `images` where a server calls its list so', async () => {
    const { images } = await collect(read({ images: [{ url: 'https://x/0' }] }));
    expect(images).toHaveLength(1);
  });

  it('reports what did not pass xAI’s moderation beside what did', async () => {
    const told = await collect(
      read({
        data: [{ b64_json: base64('good') }, { respect_moderation: false, url: 'https://x/no' }],
      }),
    );
    expect(told.images).toHaveLength(1);
    expect(told.warnings).toEqual([
      'Only 1 of 2 images were made: the finished picture did not pass its moderation.',
    ]);
  });

  it('throws an error that is told with a 200', async () => {
    const thrown = await rejection(collect(read({ error: { message: 'upstream is full' } })));
    expect(thrown).toMatchObject({ code: 'upstream_failed', details: { spent: 'maybe' } });
    expect(String(thrown)).toContain('upstream is full');
  });

  it.each([
    [{ data: [] }, 'the list of images is empty.'],
    [{ data: [{}] }, '{"data":[{}]}'],
    [{ choices: [{ message: { content: 'I cannot draw.' } }] }, 'I cannot draw.'],
    [null, 'null.'],
  ])('quotes what came in place of an image: %j', async (json, words) => {
    const thrown = await rejection(collect(read(json)));
    expect(thrown).toMatchObject({ code: 'upstream_no_image' });
    expect(String(thrown)).toContain(words);
  });
});

describe('readUsage', () => {
  it('reads OpenAI’s tokens, older names of them, and xAI’s ticks', () => {
    const nothing = {
      inputTokens: undefined,
      outputTokens: undefined,
      totalTokens: undefined,
      textInputTokens: undefined,
      imageInputTokens: undefined,
      costUsd: undefined,
    };
    const details = { text_tokens: 3, image_tokens: 4 };
    expect(
      readUsage({
        input_tokens: 7,
        output_tokens: 9,
        total_tokens: 16,
        input_tokens_details: details,
      }),
    ).toEqual({
      ...nothing,
      inputTokens: 7,
      outputTokens: 9,
      totalTokens: 16,
      textInputTokens: 3,
      imageInputTokens: 4,
    });
    expect(readUsage({ prompt_tokens: 1, completion_tokens: 2 })).toEqual({
      ...nothing,
      inputTokens: 1,
      outputTokens: 2,
    });
    expect(readUsage({ cost_in_usd_ticks: 200_000_000 })).toEqual({ ...nothing, costUsd: 0.02 });
  });

  it.each([undefined, null, {}, [], 'much', { input_tokens: '7' }])(
    'counts nothing in %j',
    (json) => {
      expect(readUsage(json)).toBeUndefined();
    },
  );
});
