import { AppError } from '../../../core/errors.ts';
import type { GenerationState } from '../../../core/generation.ts';
import { readFlag, readInteger, readText } from '../../../core/request.ts';
import type { GenerationFilter } from '../../../core/store.ts';
import type { Template } from '../../../core/template.ts';

const states: readonly GenerationState[] = [
  'accepted',
  'sent',
  'durable',
  'hosted',
  'failed',
  'cancelled',
  'outcome_unknown',
];
const maxPage = 100;
const usualPage = 20;
const maxWords = 16;
const maxHashes = 32;

/** What a list is asked for. Throws `invalid_type` or `invalid_value`. */
export function readHistoryQuery(query: Readonly<Record<string, string>>): {
  filter: GenerationFilter;
  limit: number;
} {
  const { provider, model } = readModel(query);
  return {
    limit: readInteger('limit', query.limit, 1, maxPage) ?? usualPage,
    filter: {
      provider,
      model,
      after: readText('after', query.after),
      states: readStates(query.state),
      words: readText('q', query.q)?.split(/\s+/).slice(0, maxWords),
      since: readTime('since', query.since),
      until: readTime('until', query.until),
      favourite: readFlag('favourite', query.favourite),
      ownedBy: readText('key', query.key),
      host: readText('host', query.host),
      minCostUsd: readUsd('cost_min', query.cost_min),
      maxCostUsd: readUsd('cost_max', query.cost_max),
      made: readHashes('sha256', query.sha256),
      madeFrom: readHashes('made_from', query.made_from),
    },
  };
}

/** `model` may be bare or `provider/model`, where the provider’s own name has no slash. */
function readModel(query: Readonly<Record<string, string>>) {
  const provider = readText('provider', query.provider);
  const model = readText('model', query.model);
  const [, prefix, bare] = /^([^/]+)\/(.+)$/.exec(model ?? '') ?? [];
  return provider === undefined && bare !== undefined
    ? { provider: prefix, model: bare }
    : { provider, model };
}

function readStates(text: string | undefined): GenerationState[] | undefined {
  const param = 'state';
  return readText(param, text)
    ?.split(',')
    .map((word) => {
      const state = states.find((known) => known === word.trim());
      if (state) return state;
      const list = states.join(', ');
      const expected = { en: `one or more of ${list}`, zh: `${list} 中的一个或多个` };
      throw wrong(param, expected, word);
    });
}

/** Seconds since 1970 as everywhere on this wire, or a date as ISO 8601 writes it. */
export function readTime(param: string, text: string | undefined): number | undefined {
  const value = readText(param, text);
  if (value === undefined) return undefined;
  const time = /^\d{1,11}$/.test(value) ? Number(value) * 1000 : Date.parse(value);
  if (!Number.isNaN(time)) return time;
  const expected = {
    en: 'seconds since 1970, or a date such as 2026-11-20T08:00:00Z',
    zh: '1970 年以来的秒数，或形如 2026-11-20T08:00:00Z 的日期',
  };
  throw wrong(param, expected, value);
}

function readUsd(param: string, text: string | undefined): number | undefined {
  const value = readText(param, text);
  if (value === undefined) return undefined;
  const usd = /^\d{1,7}(\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
  if (usd !== undefined) return usd;
  throw wrong(param, { en: 'US dollars such as 0.04', zh: '美元金额，例如 0.04' }, value);
}

function readHashes(param: string, text: string | undefined): string[] | undefined {
  const hashes = readText(param, text)?.toLowerCase().split(',');
  const isGood = hashes?.every((hash) => /^[\da-f]{64}$/.test(hash)) ?? true;
  if (isGood && (hashes?.length ?? 0) <= maxHashes) return hashes;
  const expected = {
    en: `at most ${maxHashes} SHA-256 in hex, separated by commas`,
    zh: `最多 ${maxHashes} 个十六进制 SHA-256，以逗号分隔`,
  };
  throw wrong(param, expected, text ?? '');
}

function wrong(param: string, expected: Template, got: string): AppError {
  const shown = JSON.stringify(got.slice(0, 60));
  return new AppError('invalid_value', { param, expected, got: shown }, { param });
}
