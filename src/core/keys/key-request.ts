import { AppError } from '../errors.ts';
import type { KeyScopes } from '../key.ts';
import { readFlag, readInteger, readText } from '../request.ts';
import { parseModelAliases } from '../resolve/model-alias.ts';
import type { Template } from '../template.ts';

/** What a new key shall be. */
export interface KeyRequest {
  name: string;
  scopes: KeyScopes;
}

/** What a face found on its wire, still of any type. */
export type RawKeyRequest = Record<
  'name' | 'expires' | Exclude<keyof KeyScopes, 'expiresAt' | 'operator'>,
  unknown
>;

const maxNameLength = 100;
const maxPatterns = 100;
const maxUsd = 1_000_000;
const largest = 1_000_000;
const lastMoment = Date.parse('9999-12-31');

const unitMs: Readonly<Record<string, number>> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/**
 * Checks what an operator wants a key to be; `now` in milliseconds since 1970. Throws
 * `missing_parameter`, `invalid_type` or `invalid_value` with the parameter's wire name.
 */
export function parseKeyRequest(raw: RawKeyRequest, now: number): KeyRequest {
  return {
    name: readName(raw.name),
    scopes: {
      models: readPatterns(raw.models),
      aliases: readAliases(raw.aliases),
      rpm: readInteger('rpm', raw.rpm, 1, largest),
      concurrent: readInteger('concurrent', raw.concurrent, 1, largest),
      imagesPerDay: readInteger('images_per_day', raw.imagesPerDay, 0, largest),
      usdPerDay: readUsd('usd_per_day', raw.usdPerDay),
      usdPerMonth: readUsd('usd_per_month', raw.usdPerMonth),
      maxN: readInteger('max_n', raw.maxN, 1, 10),
      expiresAt: readExpiry(raw.expires, now),
      callerCredentials: readFlag('caller_credentials', raw.callerCredentials) ?? false,
    },
  };
}

function readName(value: unknown): string {
  const param = 'name';
  const name = readText(param, value);
  if (name === undefined) {
    const expected = { en: 'Say whose key it is.', zh: '请说明密钥的使用者。' };
    throw new AppError('missing_parameter', { param, expected }, { param });
  }
  if (name.length <= maxNameLength) return name;
  const expected = {
    en: `a text of at most ${maxNameLength} characters`,
    zh: `不超过 ${maxNameLength} 个字符的文本`,
  };
  throw refusal(param, expected, { en: 'longer', zh: '更长的文本' });
}

/** A list, or a text with commas. */
function readPatterns(value: unknown): readonly string[] | undefined {
  const param = 'models';
  if (value === undefined || value === null || value === '') return undefined;
  const list = typeof value === 'string' ? value.split(',') : value;
  const expected = {
    en: `a list of 1 to ${maxPatterns} models such as openai/* or gpt-image-2`,
    zh: `1 到 ${maxPatterns} 个模型的列表，例如 openai/* 或 gpt-image-2`,
  };
  if (!Array.isArray(list) || list.length > maxPatterns) {
    throw refusal(param, expected, { en: 'something else', zh: '其他内容' });
  }
  const patterns = list.flatMap((pattern) => readText(param, pattern) ?? []);
  // An empty list could mean all models or none, so it means neither.
  if (patterns.length === 0) throw refusal(param, expected, '[]');
  const odd = patterns.find((pattern) => !/^[^\s,]{1,200}$/.test(pattern));
  if (odd !== undefined) throw refusal(param, expected, JSON.stringify(odd.slice(0, 60)));
  return patterns;
}

/** An object of names and what they stand for, or the same as text. */
function readAliases(value: unknown): Readonly<Record<string, string>> | undefined {
  const param = 'aliases';
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const aliases = parseModelAliases(text);
  if (aliases && aliases.size <= maxPatterns) {
    return Object.fromEntries(Array.from(aliases, ([name, alias]) => [name, alias.text]));
  }
  const expected = {
    en: `1 to ${maxPatterns} names such as fast=openai/gpt-image-2>xai/grok-imagine-image-2.0`,
    zh: `1 到 ${maxPatterns} 个别名，例如 fast=openai/gpt-image-2>xai/grok-imagine-image-2.0`,
  };
  throw refusal(param, expected, JSON.stringify(text.slice(0, 60)));
}

/** Dollars, kept to the millionth; numbers may come as text. */
function readUsd(param: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'number' ? String(value) : readText(param, value);
  if (text !== undefined && /^\d{1,7}(?:\.\d{1,6})?$/.test(text) && Number(text) <= maxUsd) {
    return Number(text);
  }
  const expected = {
    en: `US dollars from 0 to ${maxUsd}, such as 2.50`,
    zh: `0 到 ${maxUsd} 的美元金额，例如 2.50`,
  };
  throw refusal(param, expected, JSON.stringify(text ?? value));
}

/** `30d`, `12h`, or a date of ISO 8601, in UTC where it names no zone; must lie ahead. */
function readExpiry(value: unknown, now: number): number | undefined {
  const param = 'expires';
  const text = readText(param, value);
  if (text === undefined) return undefined;
  const at = readSpan(text, now) ?? readDate(text);
  if (at > now && at < lastMoment) return at;
  const expected = {
    en: 'a time ahead such as 30d, 12h or 2027-01-31',
    zh: '将来的时间，例如 30d、12h 或 2027-01-31',
  };
  throw refusal(param, expected, JSON.stringify(text));
}

function readSpan(text: string, now: number): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  return amount === undefined ? undefined : now + Number(amount) * (unitMs[unit] ?? 0);
}

/** Milliseconds since 1970, or NaN. */
function readDate(text: string): number {
  const [, time, zone] = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  if (time === undefined && !/^\d{4}-\d\d-\d\d$/.test(text)) return Number.NaN;
  return Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text);
}

function refusal(param: string, expected: Template, got: string | Template): AppError {
  return new AppError('invalid_value', { param, expected, got }, { param });
}
