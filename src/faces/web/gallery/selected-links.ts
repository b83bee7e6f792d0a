import { isGone, listGenerations } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { filterOfSelection, selectedIds, selection } from './selection.ts';

const pageSize = 100;
/** Each is a request: so many are asked for, of ten thousand works at most. */
const mostPages = 100;

/** A picture as its link is copied. */
export interface SelectedLink {
  url: string;
  about: string;
}

/** The links of works that are here; what is gone has none. */
export function linksOf(works: readonly Generation[]): SelectedLink[] {
  return works.flatMap(({ prompt, data }) =>
    data.filter((picture) => !isGone(picture)).map(({ url }) => ({ url, about: prompt })),
  );
}

/**
 * The links of everything that is selected, in the order of the list, with what is not loaded asked
 * for; says so where these are too many. Throws ApiError.
 */
export async function findSelectedLinks(): Promise<SelectedLink[]> {
  const ids = selectedIds.value;
  const missing = new Set(ids);
  for (const { id } of selection.value) missing.delete(id);
  if (missing.size === 0) return linksOf(selection.value);
  const wanted = new Set(ids);
  const found: Generation[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages && found.length < wanted.size; page += 1) {
    const { data, has_more } = await listGenerations(filterOfSelection(), after, pageSize);
    found.push(...data.filter(({ id }) => wanted.has(id)));
    after = data.at(-1)?.id;
    if (!has_more) break;
  }
  if (found.length < wanted.size) {
    tell(t('select.someLinks', { count: found.length, all: wanted.size }));
  }
  return linksOf(found);
}
