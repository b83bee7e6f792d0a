import { AppError } from './errors.ts';
import type { BroughtHost, BroughtUpstream, GenerateRequest, Json } from './generation.ts';
import type { ImageInput, Visibility } from './image.ts';
import type { Template } from './template.ts';

/** What a face found on its wire: our names, still of any type. */
export type RawRequest = Record<
  Exclude<
    keyof GenerateRequest,
    'inputs' | 'mask' | 'markup' | 'upstream' | 'hosting' | 'extra' | 'linkFirst' | 'lenient'
  >,
  unknown
> & {
  inputs: ImageInput[] | undefined;
  mask: ImageInput | undefined;
  markup: ImageInput | undefined;
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
const maxNesting = 32;
const maxAltLength = 500;
const tags = { maxCount: 16, maxLength: 60 };

const someText: Template = { en: 'a text', zh: '文本' };
const plainText: Template = {
  en: 'a text without control characters',
  zh: '不含控制字符的文本',
};
/** Their values are never quoted, not even to the one who sent them. */
const secretParams = ['api_key', 'apiKey', 'image_hosting_token'];

/**
 * Checks types and bounds that hold for every model; what depends on the model is checked against
 * its capability later. Null and the empty string mean unset, and numbers may come as text, because
 * forms and models send them so. Throws `missing_parameter`, `invalid_type` or `invalid_value`.
 */
export function parseRequest(raw: RawRequest): GenerateRequest {
  const inputs = raw.inputs?.length ? raw.inputs : undefined;
  checkMask(raw, inputs !== undefined);
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
    altText: readAltText(raw.altText),
    tags: readWords('tags', raw.tags, tags),
    user: readText('user', raw.user),
    seed: readInteger('seed', raw.seed, 0, Number.MAX_SAFE_INTEGER),
    partialImages: readInteger('partial_images', raw.partialImages, 0, 3),
    inputs,
    mask: raw.mask,
    markup: raw.markup,
    visibility: readVisibility(raw.visibility),
    upstream: readUpstream(raw),
    hosting: readHosting(raw),
    linkFirst: raw.linkFirst,
    lenient: raw.lenient,
    extra: checkExtra(raw.extra),
  };
}

/** An optional text; throws `invalid_type` for anything else, and `invalid_value` for odd characters. */
export function readText(param: string, value: unknown): string | undefined {
  if (isUnset(value)) return undefined;
  if (typeof value !== 'string') throw wrongType(param, someText, value);
  const text = value.trim();
  checkCharacters(param, text, /\p{Cc}/u);
  return text || undefined;
}

/** An optional whole number within bounds, both included; also as text. */
export function readInteger(
  param: string,
  value: unknown,
  min: number,
  max: number,
): number | undefined {
  if (isUnset(value)) return undefined;
  const expected = {
    en: `a whole number from ${min} to ${max}`,
    zh: `${min} 到 ${max} 的整数`,
  };
  const number = typeof value === 'string' ? numberIn(value) : value;
  if (number === undefined) return undefined;
  if (typeof number !== 'number' || Number.isNaN(number)) throw wrongType(param, expected, value);
  if (!Number.isInteger(number) || number < min || number > max) {
    throw new AppError('invalid_value', { param, expected, got: String(number) }, { param });
  }
  return number;
}

/** `Number` alone would take a blank for 0 and `0x10` for 16. */
function numberIn(text: string): number | undefined {
  const digits = text.trim();
  if (digits === '') return undefined;
  return /^[+-]?\d+(?:\.\d+)?$/.test(digits) ? Number(digits) : Number.NaN;
}

/** An optional yes or no; also as the words true and false. */
export function readFlag(param: string, value: unknown): boolean | undefined {
  if (isUnset(value)) return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw wrongType(param, { en: 'true or false', zh: 'true 或 false' }, value);
}

/** A list of short texts, or one text with commas; each counts once, whatever its case. */
export function readWords(
  param: string,
  value: unknown,
  { maxCount, maxLength }: { maxCount: number; maxLength: number },
): string[] | undefined {
  if (isUnset(value)) return undefined;
  const expected = {
    en: `a list of at most ${maxCount} texts of at most ${maxLength} characters`,
    zh: `最多 ${maxCount} 个、每个不超过 ${maxLength} 个字符的文本列表`,
  };
  const list = [value].flat().flatMap((word) => readText(param, word)?.split(/[,，]/) ?? []);
  const words = new Map(list.map((word) => [word.trim().toLowerCase(), word.trim()]));
  words.delete('');
  const odd = [...words.values()].find((word) => word.length > maxLength);
  if (odd === undefined && words.size <= maxCount)
    return words.size ? [...words.values()] : undefined;
  const got = odd === undefined ? String(words.size) : shown(odd);
  throw new AppError('invalid_value', { param, expected, got }, { param });
}

function readAltText(value: unknown): string | undefined {
  const param = 'alt_text';
  const text = readText(param, value);
  if (text === undefined || text.length <= maxAltLength) return text;
  const expected = {
    en: `a text of at most ${maxAltLength} characters`,
    zh: `不超过 ${maxAltLength} 个字符的文本`,
  };
  const got = { en: `${text.length} characters`, zh: `${text.length} 个字符` };
  throw new AppError('invalid_value', { param, expected, got }, { param });
}

/** Whether a host may show it to everybody: Lsky's 1 and 0, or the words. */
export function readVisibility(value: unknown): Visibility | undefined {
  if (isUnset(value)) return undefined;
  if (value === 1 || value === '1' || value === 'public') return 'public';
  if (value === 0 || value === '0' || value === 'private') return 'private';
  const param = 'permission';
  const expected = { en: '1 (public) or 0 (private)', zh: '1（公开）或 0（私有）' };
  throw new AppError('invalid_value', { param, expected, got: shown(value) }, { param });
}

function readPrompt(value: unknown): string {
  const param = 'prompt';
  const expected = {
    en: `a text of 1 to ${maxPromptLength} characters`,
    zh: `1 到 ${maxPromptLength} 个字符的文本`,
  };
  if (isUnset(value) || (typeof value === 'string' && value.trim() === '')) {
    const hint = {
      en: `Send ${expected.en} that says what to paint.`,
      zh: `请发送${expected.zh}，说明要画什么。`,
    };
    throw new AppError('missing_parameter', { param, expected: hint }, { param });
  }
  if (typeof value !== 'string') throw wrongType(param, expected, value);
  if (value.length > maxPromptLength) {
    const got = { en: `${value.length} characters long`, zh: `${value.length} 个字符` };
    throw new AppError('invalid_value', { param, expected, got }, { param });
  }
  checkCharacters(param, value, /[^\P{Cc}\t\n\r]/u);
  return value;
}

/** Databases cannot hold NUL, headers no line breaks, and nobody means any of the others. */
function checkCharacters(param: string, text: string, refused: RegExp): void {
  const [odd] = refused.exec(text) ?? [];
  if (odd === undefined) return;
  const code = `U+${(odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const got = { en: `a text with ${code}`, zh: `含 ${code} 的文本` };
  throw new AppError('invalid_value', { param, expected: plainText, got }, { param });
}

/** What nobody knows is passed on and recorded, and must not be too deep for either. */
function checkExtra(extra: RawRequest['extra']): RawRequest['extra'] {
  for (const [param, value] of Object.entries(extra ?? {})) {
    if (isDeep(value, maxNesting)) {
      const expected = {
        en: `a value nested at most ${maxNesting} deep`,
        zh: `嵌套不超过 ${maxNesting} 层的值`,
      };
      const got = { en: 'nested deeper', zh: '嵌套更深的值' };
      throw new AppError('invalid_value', { param, expected, got }, { param });
    }
  }
  return extra;
}

function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1));
}

/** Both say where to change an image: there must be one, and only one may say so. */
function checkMask({ mask, markup }: RawRequest, hasInputs: boolean): void {
  if (mask && markup) {
    const param = 'markup';
    const expected = { en: 'left out where there is a mask', zh: '在使用蒙版时省略' };
    throw new AppError('invalid_value', { param, expected, got: 'a file' }, { param });
  }
  if (hasInputs || !(mask ?? markup)) return;
  const expected = {
    en: 'A mask says where to change an image, so send that image too.',
    zh: '蒙版说明修改图片的哪一部分，因此请同时发送该图片。',
  };
  throw new AppError('missing_parameter', { param: 'image', expected }, { param: 'image' });
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
    const expected = {
      en: 'an address such as https://api.example.com',
      zh: '形如 https://api.example.com 的地址',
    };
    throw new AppError('invalid_value', { param, expected, got: shown(text) }, { param });
  }
  return text;
}

function isUnset(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function wrongType(param: string, expected: Template, value: unknown): AppError {
  const got = secretParams.includes(param) ? typeof value : shown(value);
  return new AppError('invalid_type', { param, expected, got }, { param });
}

/** What the caller sent, short enough to quote. */
function shown(value: unknown): string {
  if (isDeep(value, maxNesting)) return '[[…]]';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
