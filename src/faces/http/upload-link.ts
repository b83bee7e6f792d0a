import type { IncomingMessage } from 'node:http';
import { AppError } from '../../core/errors.ts';
import { maxLinkedMebibytes } from '../../core/library/upload-links.ts';
import { type Spool, type SpoolEnd, SpoolError } from '../../kit/spool.ts';
import type { HttpContext, HttpOptions } from './context.ts';
import { drainBody } from './drain.ts';
import { readInPace } from './pace.ts';

const param = 'body';

/** `PUT` or `POST /upload/{token}`: the bytes of one picture, from whoever was given the link. */
export async function takeUpload(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { app } = options;
  const { incoming } = context.env;
  const token = context.req.param('token') ?? '';
  try {
    return await app.uploadLinks.use(token, async ({ caller, visibility }) => {
      refuseForm(incoming);
      const { spool, end } = await readInPace(incoming, () => readPicture(incoming, options));
      const request = { param, spool, end, visibility, hosting: undefined };
      const { asset, url } = await app.upload(request, caller);
      const { id, mediaType: mime, size, width, height } = asset;
      return context.json({ id, url, mime, size, width, height });
    });
  } catch (thrown) {
    await readInPace(incoming, () => drainBody(incoming));
    throw thrown;
  }
}

/** A form's bytes are no picture, and its sender is told before anything is kept of them. */
function refuseForm({ headers }: IncomingMessage): void {
  const got = headers['content-type'] ?? '';
  if (!/^(?:multipart\/|application\/(?:json|x-www-form))/i.test(got)) return;
  const expected = 'the bytes of the image alone, such as image/png';
  throw new AppError('unsupported_media_type', { expected, got });
}

async function readPicture(
  incoming: IncomingMessage,
  { app }: HttpOptions,
): Promise<{ spool: Spool; end: SpoolEnd }> {
  const spool = await app.assets.begin(maxLinkedMebibytes * 1024 * 1024);
  try {
    const chunks: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) await spool.write(chunk);
    return { spool, end: await spool.end() };
  } catch (thrown) {
    await spool.discard();
    if (!(thrown instanceof SpoolError) || thrown.kind !== 'too-large') throw thrown;
    throw new AppError('too_large', { param, limit: `${maxLinkedMebibytes} MiB` }, { param });
  }
}
