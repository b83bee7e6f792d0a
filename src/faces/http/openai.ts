import type { Capability } from '../../core/capability.ts';
import { AppError } from '../../core/errors.ts';
import type { Generation, Json } from '../../core/generation.ts';
import type { Asset } from '../../core/image.ts';
import { parseRequest, type RawRequest, readText } from '../../core/request.ts';
import type { Locale } from '../../core/template.ts';
import { warningText } from '../../core/warnings.ts';
import { type Base64Source, jsonWithBase64 } from '../../kit/json-with-base64.ts';
import { randomName } from '../../kit/random-name.ts';
import { authenticate } from './auth.ts';
import { readJsonObject } from './body.ts';
import type { HttpContext, HttpOptions } from './context.ts';
import { sendDocument } from './send.ts';

/** `POST /v1/images/generations`: OpenAI's request in, OpenAI's JSON answer out. */
export async function createImages(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { app } = options;
  const caller = authenticate(context, 'http', options);
  const body = await readJsonObject(context.env.incoming);
  const format = readResponseFormat(body.response_format);
  const request = parseRequest(readImageFields(body));
  const job = await app.pipeline.begin(request, caller);
  await job.started;
  const shown: ShownImage[] = [];
  for await (const event of job.events()) {
    if (event.type === 'image') shown.push(event);
    if (event.type === 'generation-end') {
      const answer = await describeAnswer(event.generation, shown, format, options, caller.locale);
      return sendDocument(context, 200, answer.document, describeHeaders(event.generation));
    }
  }
  throw new AppError('internal', { reason: 'the generation never ended' });
}

interface ShownImage {
  index: number;
  asset: Asset;
  url: string;
}

type ResponseFormat = 'b64_json' | 'url';

/** `b64_json` unless asked otherwise, as OpenAI's current models answer. */
function readResponseFormat(value: unknown): ResponseFormat {
  const param = 'response_format';
  const format = readText(param, value) ?? 'b64_json';
  if (format === 'b64_json' || format === 'url') return format;
  const values = { param, expected: 'url or b64_json', got: JSON.stringify(format) };
  throw new AppError('invalid_value', values, { param });
}

const wireNames = [
  'prompt',
  'model',
  'n',
  'size',
  'quality',
  'background',
  'output_format',
  'output_compression',
  'moderation',
  'input_fidelity',
  'style',
  'user',
  'seed',
  'response_format',
  'stream',
  'partial_images',
  'api_key',
  'base_url',
  'image_hosting_token',
  'image_hosting_url',
  'permission',
];

/** OpenAI's field names as our own words; what is not known is passed on as `extra`. */
export function readImageFields(body: Record<string, unknown>): RawRequest {
  const unknown = Object.entries(body).filter(([name]) => !wireNames.includes(name));
  return {
    prompt: body.prompt,
    model: body.model,
    n: body.n,
    size: body.size,
    quality: body.quality,
    background: body.background,
    outputFormat: body.output_format,
    outputCompression: body.output_compression,
    moderation: body.moderation,
    inputFidelity: body.input_fidelity,
    style: body.style,
    user: body.user,
    seed: body.seed,
    partialImages: undefined,
    visibility: body.permission,
    inputs: undefined,
    mask: undefined,
    apiKey: body.api_key,
    baseUrl: body.base_url,
    hostingToken: body.image_hosting_token,
    hostingUrl: body.image_hosting_url,
    linkFirst: false,
    lenient: false,
    extra: unknown.length > 0 ? (Object.fromEntries(unknown) as Record<string, Json>) : undefined,
  };
}

/** The answer as a document whose base64 is read from the kept files while it is sent. */
async function describeAnswer(
  generation: Generation,
  shown: readonly ShownImage[],
  format: ResponseFormat,
  { app }: HttpOptions,
  locale: Locale,
) {
  const sources = new Map<string, Base64Source>();
  const data: Record<string, unknown>[] = [];
  for (const { asset, url } of shown.toSorted((a, b) => a.index - b.index)) {
    const final = generation.assets.find((kept) => kept.id === asset.id) ?? asset;
    const revised = final.revisedPrompt && { revised_prompt: final.revisedPrompt };
    if (format === 'url') {
      data.push({ url, ...revised });
      continue;
    }
    const file = await app.assets.open(asset.name);
    if (!file) throw new AppError('not_found', { what: asset.name, hint: 'Its file is gone.' });
    const key = randomName();
    sources.set(key, file);
    data.push({ b64_json: key, ...revised });
  }
  const [first] = generation.assets;
  const answer = {
    created: Math.floor(generation.createdAt / 1000),
    background: generation.parameters.background,
    output_format: first?.mediaType.replace('image/', ''),
    quality: generation.parameters.quality,
    size: first && `${first.width}x${first.height}`,
    data,
    usage: describeUsage(generation),
    maliang: {
      id: generation.id,
      provider: generation.provider,
      model: generation.model,
      cost_usd: generation.cost?.usd,
      cost_kind: generation.cost?.kind ?? 'unknown',
      warnings: generation.warnings.map((warned) => ({
        code: warned.code,
        message: warningText(warned, locale),
      })),
    },
  };
  return { document: jsonWithBase64(answer, sources) };
}

function describeUsage({ usage }: Generation) {
  if (usage?.totalTokens === undefined) return undefined;
  return {
    total_tokens: usage.totalTokens,
    input_tokens: usage.inputTokens ?? 0,
    output_tokens: usage.outputTokens ?? 0,
    input_tokens_details: {
      text_tokens: usage.textInputTokens ?? 0,
      image_tokens: usage.imageInputTokens ?? 0,
    },
  };
}

/** What the headers tell of a generation; the cost is absent where it is unknown. */
export function describeHeaders(generation: Generation): Record<string, string> {
  const headers: Record<string, string> = {
    'x-maliang-generation-id': generation.id,
    'x-maliang-provider': generation.provider,
    'x-maliang-model': generation.model,
  };
  if (generation.cost) headers['x-maliang-cost-usd'] = String(generation.cost.usd);
  const warnings = generation.warnings.map((warned) => warningText(warned, 'en')).join(' | ');
  if (warnings) headers['x-maliang-warnings'] = toHeaderText(warnings);
  return headers;
}

/** A header carries printable ASCII alone; the body has the whole text. */
function toHeaderText(text: string): string {
  return text
    .replace(/’/g, "'")
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 2000);
}

/** `GET /v1/models`: every model of every provider, with what it can do and what replaced it. */
export function listModels(context: HttpContext, options: HttpOptions): Response {
  authenticate(context, 'http', options);
  const data = options.app.providers.flatMap((provider) =>
    provider.models().map((row) => describeModel(provider.name, row)),
  );
  return context.json({ object: 'list', data });
}

/** `GET /v1/models/{id}`: one of them, by `provider/model` or by its bare name. */
export function showModel(context: HttpContext, options: HttpOptions): Response {
  authenticate(context, 'http', options);
  const asked = decodeURIComponent(context.req.path.slice('/v1/models/'.length));
  for (const provider of options.app.providers) {
    const row = provider
      .models()
      .find(({ model }) => model === asked || `${provider.name}/${model}` === asked);
    if (row) return context.json(describeModel(provider.name, row));
  }
  const models = options.app.providers.flatMap((provider) => provider.models());
  const names = models.map((row) => row.model).slice(0, 20);
  const values = { model: asked, models: names.join(', ') };
  throw new AppError('model_not_found', values, { param: 'model' });
}

function describeModel(provider: string, row: Capability) {
  return {
    id: `${provider}/${row.model}`,
    object: 'model',
    created: 0,
    owned_by: provider,
    maliang: {
      title: row.title,
      sizes: row.sizes?.named,
      qualities: row.qualities,
      formats: row.formats,
      max_n: row.maxN,
      edit: row.maxInputs > 0,
      max_inputs: row.maxInputs,
      mask: row.mask,
      stream: row.stream,
      seed: row.seed,
      verified: row.verified,
      retired: row.retired,
      price: row.price,
    },
  };
}
