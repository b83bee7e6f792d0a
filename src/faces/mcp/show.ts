import { AppError } from '../../core/errors.ts';
import { readText } from '../../core/request.ts';
import { text } from './schema.ts';

const shows = ['none', 'preview', 'full'] as const;

/** What of a picture stands in an answer beside its URL. */
export type Show = (typeof shows)[number];

/** How the tools offer the choice. */
export const showParameter = text('Image in the answer: none, preview or full.');

/** Clients that hand a picture in an answer to their model, by what they call themselves. */
const lookers = /claude|cursor|visual studio code|vscode/i;

/** What a call wishes, else what its client makes something of. Throws `invalid_value`. */
export function readShow(value: unknown, clientName: string | undefined): Show {
  const wished = readText('show', value);
  if (wished === undefined) return lookers.test(clientName ?? '') ? 'preview' : 'none';
  const show = shows.find((known) => known === wished.toLowerCase());
  if (show) return show;
  const values = { param: 'show', expected: shows.join(', '), got: JSON.stringify(wished) };
  throw new AppError('invalid_value', values, { param: 'show' });
}
