import { AppError } from '../../../core/errors.ts';
import type { Json } from '../../../core/generation.ts';
import { type RawRequest, readFlag, readInteger, readText } from '../../../core/request.ts';
import { readWebhookUrl } from '../../../core/webhook.ts';

/** How an answer is wished: the form of its images, and when and how they come. */
export interface Delivery {
  format: 'b64_json' | 'url';
  stream: boolean;
  /** Answered at once with a job to look at later. */
  isAsync: boolean;
  /** Where the caller wants to be told of the end. */
  webhookUrl?: string | undefined;
}

/** The names we know; everything else of a body is passed on to providers that take anything. */
export const imageFields: readonly string[] = [
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
  'alt_text',
  'tags',
  'user',
  'seed',
  'response_format',
  'stream',
  'partial_images',
  'async',
  'webhook_url',
  'confirm_cost',
  'api_key',
  'base_url',
  'image_hosting_token',
  'image_hosting_url',
  'permission',
];

/** OpenAI's field names as our own words; what is not known is passed on as `extra`. */
export function readImageFields(body: Record<string, unknown>): RawRequest {
  const unknown = Object.entries(body).filter(([name]) => !imageFields.includes(name));
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
    altText: body.alt_text,
    tags: body.tags,
    user: body.user,
    seed: body.seed,
    partialImages: undefined,
    visibility: body.permission,
    inputs: undefined,
    mask: undefined,
    markup: undefined,
    apiKey: body.api_key,
    baseUrl: body.base_url,
    hostingToken: body.image_hosting_token,
    hostingUrl: body.image_hosting_url,
    linkFirst: false,
    lenient: false,
    extra: unknown.length > 0 ? (Object.fromEntries(unknown) as Record<string, Json>) : undefined,
  };
}

/**
 * How the answer is wished. `prefer` is the header of that name: `respond-async` there is only a
 * wish, which a stream goes before.
 */
export function readDelivery(
  body: Record<string, unknown>,
  prefer: string | undefined,
): Delivery & { partialImages: number | undefined } {
  const stream = readFlag('stream', body.stream) ?? false;
  const asked = readFlag('async', body.async);
  const previews = readInteger('partial_images', body.partial_images, 0, 3);
  if (asked && stream) {
    const param = 'async';
    const expected = { en: 'left out where stream is true', zh: '在 stream 为 true 时省略' };
    throw new AppError('invalid_value', { param, expected, got: 'true' }, { param });
  }
  const wished = /(?:^|[,;])\s*respond-async\s*(?:$|[,;])/i.test(prefer ?? '');
  const isAsync = asked ?? (wished && !stream);
  return {
    format: readResponseFormat(body.response_format),
    stream,
    isAsync,
    webhookUrl: readWebhookUrl(body.webhook_url, isAsync),
    // 0 is a stream without previews; those of a job are seen by who follows it.
    partialImages: stream ? (previews ?? 0) : isAsync ? previews : undefined,
  };
}

/** `b64_json` unless asked otherwise, as OpenAI's current models answer. */
function readResponseFormat(value: unknown): Delivery['format'] {
  const param = 'response_format';
  const format = readText(param, value) ?? 'b64_json';
  if (format === 'b64_json' || format === 'url') return format;
  const expected = { en: 'url or b64_json', zh: 'url 或 b64_json' };
  throw new AppError('invalid_value', { param, expected, got: JSON.stringify(format) }, { param });
}
