import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { type Declared, typeErrors } from './declared-types.ts';
import { type ServeProcess, startServe } from './maliang-process.ts';
import { samplePicture } from './pictures.ts';

const wish = {
  model: 'gpt-image-2',
  prompt: 'a red fox',
  size: '1024x1024',
  quality: 'high',
} as const;

describe('our answers, as the official client declares them', () => {
  let upstream: FakeUpstream;
  let server: ServeProcess;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    server = await startServe({ API_KEY: 'sk-operator', API_BASE_URL: upstream.origin });
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any' });
  });
  afterAll(async () => {
    await server.stop();
    await upstream.close();
  });

  async function everyAnswer(): Promise<Declared[]> {
    const image = await samplePicture(1).file();
    const answers: Declared[] = [];
    const take = (type: string, value: unknown) => void answers.push({ type, value });
    take('Images.ImagesResponse', await client.images.generate({ ...wish, background: 'opaque' }));
    take(
      'Images.ImagesResponse',
      await client.images.generate({ ...wish, response_format: 'url' }),
    );
    take('Images.ImagesResponse', await client.images.generate({ ...wish, quality: 'auto' }));
    take('Images.ImagesResponse', await client.images.edit({ ...wish, image }));
    const streamed = { stream: true, partial_images: 1 } as const;
    for await (const event of await client.images.generate({ ...wish, ...streamed })) {
      const isLast = event.type.endsWith('completed');
      take(isLast ? 'Images.ImageGenCompletedEvent' : 'Images.ImageGenPartialImageEvent', event);
    }
    for await (const event of await client.images.edit({ ...wish, image, ...streamed })) {
      const isLast = event.type.endsWith('completed');
      take(isLast ? 'Images.ImageEditCompletedEvent' : 'Images.ImageEditPartialImageEvent', event);
    }
    const [model] = (await client.models.list()).data;
    take('Models.Model', model);
    take('Models.Model', await client.models.retrieve(model?.id ?? ''));
    const file = await client.files.create({ file: image, purpose: 'vision' });
    take('Files.FileObject', file);
    take('Files.FileObject', await client.files.retrieve(file.id));
    take('Files.FileDeleted', await client.files.delete(file.id));
    return answers;
  }

  it('are of these types, every key and every value', async () => {
    const answers = await everyAnswer();
    expect(answers).toHaveLength(13);
    expect(typeErrors(answers)).toBe('');
  });

  it('would not be with a key missing, another value or a key too many', async () => {
    const answer = { id: 'file_1', deleted: true, object: 'file' };
    expect(typeErrors([{ type: 'Files.FileDeleted', value: answer }])).toBe('');
    for (const [change, said] of [
      [{ deleted: undefined }, 'deleted'],
      [{ object: 'model' }, '"model"'],
      [{ more: 1 }, 'more'],
    ] as const) {
      const wrong = typeErrors([{ type: 'Files.FileDeleted', value: { ...answer, ...change } }]);
      expect(wrong).toContain(said);
    }
  });
});
