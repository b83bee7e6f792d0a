import type { CallToolResult } from '@modelcontextprotocol/server';
import { toAppError } from '../../core/errors.ts';
import type { Generation } from '../../core/generation.ts';
import type { Locale } from '../../core/template.ts';
import { say } from './texts.ts';

const spentTexts = { no: 'nothing_spent', maybe: 'maybe_spent', yes: 'spent' } as const;

/** Whatever was thrown, as a result a model can act on: why, the code, the money, the image's place. */
export function errorResult(thrown: unknown, locale: Locale): CallToolResult {
  const error = toAppError(thrown);
  const { spent = 'no', keptAt } = error.details;
  const facts = [`[${error.code}]`, say(spentTexts[spent], locale, {})];
  if (keptAt !== undefined) facts.push(say('kept_at', locale, { url: keptAt }));
  return asError(error.text(locale), facts);
}

/** The failure of a generation that ended before anybody asked, as its record tells it. */
export function failureResult({ id, state, error }: Generation): CallToolResult {
  const { code, message } = error ?? { code: state, message: `${id} ended as ${state}.` };
  return asError(message, [`[${code}]`]);
}

function asError(message: string, facts: readonly string[]): CallToolResult {
  return {
    isError: true,
    content: [{ type: 'text', text: `Error: ${message} ${facts.join(' ')}` }],
  };
}
