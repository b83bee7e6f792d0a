import { Client } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sampleAsset, sampleGeneration } from '../../../../test/contract/store-samples.ts';
import { serve } from '../../../../test/fakes/loopback.ts';
import { imageOf } from '../../../../test/fakes/parts.ts';
import { solidPng } from '../../../../test/fakes/png.ts';
import { testCaller } from '../../../../test/fakes/wishes.ts';
import { AppError } from '../../../core/errors.ts';
import type { GenerationEvent } from '../../../core/generation.ts';
import type { Image } from '../../../core/image.ts';
import { type JobEnd, startJob } from '../../../core/job.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { renderOpenAiError } from '../errors.ts';
import type { Answering } from './answering.ts';
import { streamImages } from './stream.ts';

const bytes = solidPng(8, 8, 7);
const options = {
  app: {
    assets: {
      open: async () => ({ size: bytes.length, bytes: imageOf(bytes).bytes }),
      isRescued: () => false,
    },
    logger: { error: () => {} },
  },
  locale: 'en',
} as unknown as HttpOptions;

interface SetUp {
  n?: number;
  format?: 'b64_json' | 'url';
  patienceMs?: number;
  progress?: boolean;
  work(emit: (event: GenerationEvent) => void): Promise<AppError | undefined>;
}

/** What a client gets of a job that does this. */
async function stream({ n = 1, format = 'b64_json', patienceMs, progress, work }: SetUp) {
  const generation = sampleGeneration({ parameters: { n, size: '1024x1024' } });
  const job = startJob(generation, async ({ emit }): Promise<JobEnd> => {
    return { generation, error: await work(emit) };
  });
  const server = await serve(async (incoming, outgoing) => {
    const context = {
      env: { incoming, outgoing },
      req: { header: () => undefined },
      json: (body: object, status: number) =>
        outgoing
          .writeHead(status, { 'content-type': 'application/json' })
          .end(JSON.stringify(body)),
    } as unknown as HttpContext;
    const delivery = { format, stream: true, isAsync: false };
    const caller = testCaller();
    const answering: Answering = { job, kind: 'image_edit', delivery, caller, context, options };
    await streamImages(answering, { patienceMs, progress }).catch((thrown) =>
      renderOpenAiError(context, thrown, options),
    );
  });
  const client = new Client(server.origin);
  onTestFinished(() => client.close());
  const { statusCode, body } = await client.request({ method: 'GET', path: '/' });
  const text = await body.text();
  const events = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, event, data = '']) => {
    const json = JSON.parse(data) as Record<string, unknown> & { type: string };
    expect(json.type).toBe(event);
    return json;
  });
  return { status: statusCode, text, events };
}

const partial = (index = 0, image: Image = imageOf(bytes)) =>
  ({ type: 'image-partial', index, image }) as const;
const finished = (index = 0) => {
  const asset = sampleAsset({ index });
  return { type: 'image', index, asset, url: `http://x/${index}`, usage: undefined } as const;
};
const refused = () => new AppError('moderation_blocked', { provider: 'p', reason: 'no.' });

describe('a stream of images', () => {
  it('is opened by the first preview, and numbers previews from 0', async () => {
    const { status, events } = await stream({
      async work(emit) {
        emit(partial());
        emit(partial());
        emit(finished());
        return undefined;
      },
    });
    expect(status).toBe(200);
    expect(events).toMatchObject([
      { type: 'image_edit.partial_image', partial_image_index: 0, size: '1024x1024' },
      { type: 'image_edit.partial_image', partial_image_index: 1 },
      { type: 'image_edit.completed', size: '1024x1536', usage: { total_tokens: 0 } },
    ]);
    for (const { b64_json: base64 } of events) expect(base64).toBe(bytes.toString('base64'));
    for (const event of events) expect(event).not.toHaveProperty('image_index');
  });

  it('tells how far the provider is to whoever asks for it, and to nobody else', async () => {
    const work = async (emit: (event: GenerationEvent) => void) => {
      emit({ type: 'progress', fraction: 0.25, message: { en: 'Step 5 of 20', zh: '第 5/20 步' } });
      emit(finished());
      return undefined;
    };
    const told = await stream({ progress: true, work });
    expect(told.events[0]).toEqual({
      type: 'image_edit.progress',
      fraction: 0.25,
      message: 'Step 5 of 20',
    });
    const { text } = await stream({ work });
    expect(text).not.toContain('progress');
  });

  it('answers a refusal with its status while that is still to choose', async () => {
    const answer = await stream({ work: async () => refused() });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: 'moderation_blocked' } });
  });

  it('tells a refusal that comes too late for a status as an error event', async () => {
    const { status, text, events } = await stream({
      patienceMs: 10,
      async work() {
        await new Promise((resolve) => setTimeout(resolve, 600));
        return refused();
      },
    });
    expect(status).toBe(200);
    expect(text).not.toContain('image_edit');
    expect(events).toEqual([
      {
        type: 'error',
        error: {
          message: expect.stringContaining('refused the request'),
          type: 'image_generation_user_error',
          code: 'moderation_blocked',
          param: null,
        },
      },
    ]);
  });

  it('leaves out previews that come behind their image or are gone', async () => {
    const gone = {
      ...imageOf(bytes),
      bytes: async function* () {
        yield* [] as Buffer[];
        throw new Error('discarded');
      },
    };
    const { events } = await stream({
      n: 2,
      async work(emit) {
        emit(partial(0, gone));
        emit(finished(0));
        emit(partial(0));
        emit(partial(1));
        emit(finished(1));
        return undefined;
      },
    });
    expect(events).toMatchObject([
      { type: 'image_edit.completed', image_index: 0 },
      { type: 'image_edit.partial_image', image_index: 1, partial_image_index: 0 },
      { type: 'image_edit.completed', image_index: 1 },
    ]);
  });

  it('gives URLs and no base64 to who asks for them', async () => {
    const { events } = await stream({
      format: 'url',
      async work(emit) {
        emit(finished());
        return undefined;
      },
    });
    expect(events).toMatchObject([{ type: 'image_edit.completed', url: 'http://x/0' }]);
    expect(events[0]).not.toHaveProperty('b64_json');
  });
});
