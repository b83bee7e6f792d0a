import type { CallToolResult } from '@modelcontextprotocol/server';
import { type AppError, toAppError } from '../../core/errors.ts';
import type { Generation } from '../../core/generation.ts';
import type { Locale } from '../../core/template.ts';
import { say } from './texts.ts';

const spentTexts = { no: 'nothing_spent', maybe: 'maybe_spent', yes: 'spent' } as const;

/** Whatever was thrown, as a result a model can act on: why, the code, the money, the image's place. */
export function errorResult(thrown: unknown, locale: Locale): CallToolResult {
  return asError(errorText(toAppError(thrown), locale));
}

/** The same as one text. */
export function errorText(error: AppError, locale: Locale): string {
  const { spent = 'no', keptAt } = error.details;
  const facts = [`[${error.code}]`, say(spentTexts[spent], locale, {})];
  if (keptAt !== undefined) facts.push(say('kept_at', locale, { url: keptAt }));
  return `Error: ${error.text(locale)} ${facts.join(' ')}`;
}

/** The failure of a generation that ended before anybody asked, as its record tells it. */
export function failureResult({ id, state, error }: Generation): CallToolResult {
  const { code, message } = error ?? { code: state, message: `${id} ended as ${state}.` };
  return asError(`Error: ${message} [${code}]`);
}

function asError(text: string): CallToolResult {
  return { isError: true, content: [{ type: 'text', text }] };
}
