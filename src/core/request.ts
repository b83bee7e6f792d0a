import { AppError } from './errors.ts';
import type { BroughtHost, BroughtUpstream, GenerateRequest, Json } from './generation.ts';
import type { ImageInput, Visibility } from './image.ts';

/** What a face found on its wire: our names, still of any type. */
export type RawRequest = Record<
  Exclude<
    keyof GenerateRequest,
    'inputs' | 'mask' | 'upstream' | 'hosting' | 'extra' | 'linkFirst' | 'lenient'
  >,
  unknown
> & {
  inputs: ImageInput[] | undefined;
  mask: ImageInput | undefined;
  apiKey: unknown;
  baseUrl: unknown;
  hostingToken: unknown;
  hostingUrl: unknown;
  linkFirst: boolean;
  lenient: boolean;
  extra: { [name: string]: Json } | undefined;
};

const maxPromptLength = 32_000;
const maxImages = 10;

/**
 * Checks types and bounds that hold for every model; what depends on the model is checked against
 * its capability later. Null and the empty string mean unset, and numbers may come as text, because
 * forms and models send them so. Throws `missing_parameter`, `invalid_type` or `invalid_value`.
 */
export function parseRequest(raw: RawRequest): GenerateRequest {
  return {
    prompt: readPrompt(raw.prompt),
    model: readText('model', raw.model),
    n: readInteger('n', raw.n, 1, maxImages),
    size: readText('size', raw.size),
    quality: readText('quality', raw.quality),
    background: readText('background', raw.background),
    outputFormat: readText('output_format', raw.outputFormat),
    outputCompression: readInteger('output_compression', raw.outputCompression, 0, 100),
    moderation: readText('moderation', raw.moderation),
    inputFidelity: readText('input_fidelity', raw.inputFidelity),
    style: readText('style', raw.style),
    user: readText('user', raw.user),
    seed: readInteger('seed', raw.seed, 0, Number.MAX_SAFE_INTEGER),
    partialImages: readInteger('partial_images', raw.partialImages, 0, 3),
    inputs: raw.inputs?.length ? raw.inputs : undefined,
    mask: raw.mask,
    visibility: readVisibility(raw.visibility),
    upstream: readUpstream(raw),
    hosting: readHosting(raw),
    linkFirst: raw.linkFirst,
    lenient: raw.lenient,
    extra: raw.extra,
  };
}

/** An optional text; throws `invalid_type` for anything else. */
export function readText(param: string, value: unknown): string | undefined {
  if (isUnset(value)) return undefined;
  if (typeof value !== 'string') throw wrongType(param, 'a text', value);
  return value.trim() || undefined;
}

/** An optional whole number within bounds, both included; also as text. */
export function readInteger(
  param: string,
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  if (isUnset(value)) return undefined;
  const expected = `a whole number from ${min} to ${max}`;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw wrongType(param, expected, value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new AppError('invalid_value', { param, expected, got: String(value) }, { param });
  }
  return number;
}

/** An optional yes or no; also as the words true and false. */
export function readFlag(param: string, value: unknown): boolean | undefined {
  if (isUnset(value)) return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrongType(param, 'true or false', value);
}

/** Whether a host may show it to everybody: Lsky's 1 and 0, or the words. */
export function readVisibility(value: unknown): Visibility | undefined {
  if (isUnset(value)) return undefined;
  const word = String(value);
  if (word === '1' || word === 'public') return 'public';
  if (word === '0' || word === 'private') return 'private';
  const expected = '1 (public) or 0 (private)';
  throw new AppError(
    'invalid_value',
    { param: 'permission', expected, got: shown(value) },
    { param: 'permission' },
  );
}

function readPrompt(value: unknown): string {
  const param = 'prompt';
  const expected = `a text of 1 to ${maxPromptLength} characters`;
  if (isUnset(value) || (typeof value === 'string' && value.trim() === '')) {
    const hint = `Send ${expected} that says what to paint.`;
    throw new AppError('missing_parameter', { param, expected: hint }, { param });
  }
  if (typeof value !== 'string') throw wrongType(param, expected, value);
  if (value.length > maxPromptLength) {
    const got = `${value.length} characters long`;
    throw new AppError('invalid_value', { param, expected, got }, { param });
  }
  return value;
}

/** An upstream the caller brings; parts that are unset stay undefined. */
function readUpstream(raw: RawRequest): BroughtUpstream | undefined {
  const apiKey = readText('api_key', raw.apiKey);
  const baseUrl = readAddress('base_url', raw.baseUrl);
  return apiKey || baseUrl ? { apiKey, baseUrl } : undefined;
}

/** An image host the caller brings; also read on its own by uploads. */
export function readHosting(
  raw: Pick<RawRequest, 'hostingToken' | 'hostingUrl'>,
): BroughtHost | undefined {
  const token = readText('image_hosting_token', raw.hostingToken);
  const url = readAddress('image_hosting_url', raw.hostingUrl);
  return token || url ? { token, url } : undefined;
}

function readAddress(param: string, value: unknown): string | undefined {
  const text = readText(param, value);
  if (text === undefined) return undefined;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    const expected = 'an address such as https://api.example.com';
    throw new AppError('invalid_value', { param, expected, got: JSON.stringify(text) }, { param });
  }
  return text;
}

function isUnset(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function wrongType(param: string, expected: string, value: unknown): AppError {
  return new AppError('invalid_type', { param, expected, got: shown(value) }, { param });
}

/** What the caller sent, short enough to quote. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
