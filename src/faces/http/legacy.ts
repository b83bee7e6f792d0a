import type { Caller } from '../../core/caller.ts';
import { missingFile } from '../../core/errors/missing-file.ts';
import { AppError } from '../../core/errors.ts';
import type { Generation } from '../../core/generation.ts';
import type { Asset } from '../../core/image.ts';
import type { Job } from '../../core/queue.ts';
import { parseRequest, readText } from '../../core/request.ts';
import { readWebhookUrl } from '../../core/webhook.ts';
import { customerOf } from '../../kit/address-range.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import { markAnswered, readAsking, replayHeaders } from './asking.ts';
import { isSameSecret, readBearer } from './auth.ts';
import { readJsonObject } from './body.ts';
import {
  assetOriginOf,
  clientAddressOf,
  type HttpContext,
  type HttpOptions,
  localeOf,
} from './context.ts';
import { LegacyRefusal } from './legacy-refusal.ts';
import { describeHeaders } from './openai/answer.ts';
import { readImageFields } from './openai/fields.ts';
import { rateHeaders } from './rate-headers.ts';
import { sendDocument } from './send.ts';

/** The model of the older server; long retired, its requests go to the living successor. */
const defaultModel = 'grok-2-image-latest';

type Format = 'url' | 'base64';

/** One image of an answer: an address, or the file its base64 is read from. */
interface LegacyImage {
  url: string | undefined;
  asset: Asset | undefined;
  revisedPrompt: string | undefined;
}

/** `POST /<SECRET>/generate_image`: answers `{images, revised_prompts}`. */
export async function generateLegacy(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = openDoor(context, options);
  const body = await readJsonObject(context.env.incoming);
  const apiKey = requireKey(readText('apiKey', body.apiKey), 'apiKey', 'Send it in the body.');
  const format = readFormat(body.response_format ?? body.returnFormat);
  const job = await begin(body, apiKey, format, caller, context, options);
  const { images, generation } = await collect(job);
  const sources = new Map<string, Base64Source>();
  const shown = await Promise.all(images.map((image) => show(image, format, sources, options)));
  const revised = images.flatMap((image) => image.revisedPrompt ?? []);
  const answer = { images: shown, ...(revised.length > 0 && { revised_prompts: revised }) };
  markAnswered(context, job);
  return sendDocument(context, 200, jsonWithBase64(answer, sources), {
    ...describeHeaders(generation),
    ...replayHeaders(job),
    ...rateHeaders(job.rate),
  });
}

/** `POST /<SECRET>/v1/images/generations`: OpenAI's shape, the Bearer key goes to the upstream. */
export async function createImagesLegacy(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const caller = openDoor(context, options);
  const body = await readJsonObject(context.env.incoming);
  const hint = 'Send the header Authorization: Bearer <key of the provider>.';
  const apiKey = requireKey(readBearer(context), 'Authorization', hint);
  const format = readFormat(body.response_format);
  const job = await begin(body, apiKey, format, caller, context, options);
  const { images, generation } = await collect(job);
  const sources = new Map<string, Base64Source>();
  const data = await Promise.all(
    images.map(async (image) => ({
      [format === 'url' ? 'url' : 'b64_json']: await show(image, format, sources, options),
      ...(image.revisedPrompt && { revised_prompt: image.revisedPrompt }),
    })),
  );
  const answer = { created: Math.floor(generation.createdAt / 1000), data };
  markAnswered(context, job);
  return sendDocument(context, 200, jsonWithBase64(answer, sources), {
    ...describeHeaders(generation),
    ...replayHeaders(job),
    ...rateHeaders(job.rate),
  });
}

function knowsSecret(path: string, { secret }: HttpOptions): boolean {
  const first = path.split('/')[1] ?? '';
  return secret !== undefined && isSameSecret(decodeSafely(first), secret);
}

function decodeSafely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The secret opens these two routes and nothing else; every request counts against its address. */
function openDoor(context: HttpContext, options: HttpOptions): Caller {
  if (!knowsSecret(context.req.path, options)) throw new LegacyRefusal();
  return {
    id: 'legacy',
    key: undefined,
    face: 'http',
    locale: localeOf(context, options),
    mayBringCredentials: options.callerCredentials !== 'off',
    rateKey: customerOf(clientAddressOf(context, options)),
    ratePerMinute: options.rateLimit,
    assetOrigin: assetOriginOf(context, options),
  };
}

function requireKey(key: string | undefined, param: string, hint: string): string {
  if (key !== undefined) return key;
  const expected = `It is the key of your own provider account, which pays for the image. ${hint}`;
  throw new AppError('missing_parameter', { param, expected }, { param });
}

function readFormat(value: unknown): Format {
  const param = 'response_format';
  const format = readText(param, value) ?? 'url';
  if (format === 'url') return 'url';
  if (format === 'b64_json' || format === 'base64') return 'base64';
  const values = { param, expected: 'url or b64_json', got: JSON.stringify(format) };
  throw new AppError('invalid_value', values, { param });
}

async function begin(
  body: Record<string, unknown>,
  apiKey: string,
  format: Format,
  caller: Caller,
  context: HttpContext,
  { app, legacyBaseUrl }: HttpOptions,
): Promise<Job> {
  const baseUrl = readText('baseURL', body.baseURL) ?? legacyBaseUrl;
  const asked = readText('model', body.model) ?? defaultModel;
  readWebhookUrl(body.webhook_url, false);
  const fields = readImageFields({ ...body, base_url: baseUrl, api_key: apiKey });
  const request = parseRequest({
    ...fields,
    model: app.legacyModel(asked, baseUrl),
    hostingToken: undefined,
    hostingUrl: undefined,
    linkFirst: format === 'url',
    lenient: true,
    extra: undefined,
  });
  const job = await app.pipeline.begin(request, caller, await readAsking(context));
  await job.started;
  return job;
}

/** Waits for the images, and for the record of those that the upstream shows and nobody keeps. */
async function collect(job: Job): Promise<{ images: LegacyImage[]; generation: Generation }> {
  const images = new Map<number, LegacyImage>();
  for await (const event of job.events()) {
    if (event.type === 'image-link') {
      const { index, url, revisedPrompt } = event;
      images.set(index, { url, revisedPrompt, asset: undefined });
    }
    if (event.type === 'image' && !images.has(event.index)) {
      const { index, url, asset } = event;
      images.set(index, { url, asset, revisedPrompt: asset.revisedPrompt });
    }
    if (event.type === 'generation-end') {
      const described = inOrder(images).map((image) => describe(image, event));
      return { images: described, generation: event.generation };
    }
  }
  throw new AppError('internal', { reason: 'the generation never ended' });
}

function inOrder(images: ReadonlyMap<number, LegacyImage>): LegacyImage[] {
  return [...images].toSorted(([a], [b]) => a - b).map(([, image]) => image);
}

/** A revised prompt may become known only after the bytes. */
function describe(image: LegacyImage, { generation }: { generation: Generation }): LegacyImage {
  const { assets, links } = generation;
  const final = image.asset
    ? assets.find((asset) => asset.id === image.asset?.id)
    : links.find((link) => link.url === image.url);
  return { ...image, revisedPrompt: final?.revisedPrompt ?? image.revisedPrompt };
}

/** The text that stands for an image: its URL, or the key its bare base64 takes the place of. */
async function show(
  { url, asset }: LegacyImage,
  format: Format,
  sources: Map<string, Base64Source>,
  { app }: HttpOptions,
): Promise<string> {
  if (format === 'url' && url !== undefined) return url;
  const file = asset && (await app.assets.open(asset.name));
  if (!file) throw missingFile(asset ?? { name: '', expiredAt: undefined });
  const key = randomName();
  sources.set(key, file);
  return key;
}
