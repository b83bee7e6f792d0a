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
function readTime(param: string, text: string | undefined): number | undefined {
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

function wrong(param: string, expected: Template, got: string): AppError {
  const shown = JSON.stringify(got.slice(0, 60));
  return new AppError('invalid_value', { param, expected, got: shown }, { param });
}
