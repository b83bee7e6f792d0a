import { call, callJson } from './call.ts';
import { decodePreview } from './decode-preview.ts';
import type { Progress } from './paint.ts';
import { readEvents } from './read-events.ts';
import type { Generation, GenerationState, Model, Page, Picture } from './shapes.ts';

/** What a list is narrowed to. */
export interface HistoryFilter {
  words: string;
  provider: string;
  model: string;
  state: '' | 'done' | 'running' | 'failed';
  /** Only what has a favourite among its pictures. */
  favourite: boolean;
  /** The id of a key. */
  key: string;
  /** By name. */
  host: string;
  /** A day, `YYYY-MM-DD`, of this browser's calendar; the last one counts too. */
  since: string;
  until: string;
  /** In US dollars. */
  costMin: string;
  costMax: string;
}

/** Narrows nothing. */
export const everything: HistoryFilter = {
  words: '',
  provider: '',
  model: '',
  state: '',
  favourite: false,
  key: '',
  host: '',
  since: '',
  until: '',
  costMin: '',
  costMax: '',
};

/** Whether a filter narrows nothing. */
export function isEverything(filter: HistoryFilter): boolean {
  return Object.values(filter).every(
    (value) => !value || (typeof value === 'string' && !value.trim()),
  );
}

/** Which states a word for people means. */
export const stateGroups: Readonly<Record<'done' | 'running' | 'failed', GenerationState[]>> = {
  done: ['durable', 'hosted'],
  running: ['accepted', 'sent'],
  failed: ['failed', 'cancelled', 'outcome_unknown'],
};

/** A page of the history, the newest first, from behind `after`. */
export function listGenerations(
  filter: HistoryFilter,
  after: string | undefined,
  limit: number,
): Promise<Page<Generation>> {
  const query = queryOf(filter);
  query.set('limit', String(limit));
  if (after !== undefined) query.set('after', after);
  return callJson(`v1/generations?${query}`);
}

/** The ids of everything a filter lets through, the newest first; at most 50,000. */
export async function listIds(filter: HistoryFilter): Promise<string[]> {
  return (await callJson<Page<string>>(`v1/generations/ids?${queryOf(filter)}`)).data;
}

function queryOf(filter: HistoryFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.words.trim()) query.set('q', filter.words.trim());
  if (filter.provider) query.set('provider', filter.provider);
  if (filter.model) query.set('model', filter.model);
  if (filter.state) query.set('state', stateGroups[filter.state].join(','));
  if (filter.favourite) query.set('favourite', 'true');
  for (const [name, value] of moreFilters(filter)) if (value) query.set(name, value);
  return query;
}

function moreFilters({ key, host, since, until, costMin, costMax }: HistoryFilter) {
  return [
    ['key', key],
    ['host', host.trim()],
    ['since', dayStart(since, 0)],
    ['until', dayStart(until, 1)],
    ['cost_min', costMin],
    ['cost_max', costMax],
  ] as const;
}

/** When a day begins here, some days later, in seconds since 1970; empty where it is none. */
function dayStart(day: string, later: number): string {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined) return '';
  const start = new Date(Number(year), Number(month) - 1, Number(date) + later);
  return String(Math.floor(start.getTime() / 1000));
}

/** One generation, as it stands. */
export function showGeneration(id: string): Promise<Generation> {
  return callJson(`v1/generations/${id}`);
}

/** Cancels what is under way, deletes what has ended. */
export async function removeGeneration(id: string, keepalive = false): Promise<void> {
  await call(`v1/generations/${id}`, { method: 'DELETE', keepalive });
}

/** What became of a deletion of many. */
export interface Removals {
  /** What has not ended stays. */
  under_way: string[];
  errors: { id: string; code: string }[];
}

/** How many are deleted, or made favourites, by one request. */
export const mostRemovals = 500;

/** Deletes those of them that have ended, at most `mostRemovals`. */
export function removeGenerations(ids: readonly string[], keepalive = false): Promise<Removals> {
  const options = { method: 'POST', json: { generations: ids }, keepalive } as const;
  return callJson('v1/generations/removals', options);
}

/** Makes a picture a favourite, or takes that back; gives it as it is then. */
export function favourPicture(id: string, favourite: boolean): Promise<Picture> {
  return callJson(`v1/images/${id}/favourite`, { method: favourite ? 'PUT' : 'DELETE' });
}

/** The favourites of many, and which could not be told. */
export interface Favourites {
  data: Picture[];
  errors: { id: string; code: string }[];
}

/** Makes the first picture of each a favourite, where it has none; at most `mostRemovals` of them. */
export function favourGenerations(ids: readonly string[]): Promise<Favourites> {
  return callJson('v1/generations/favourites', { method: 'POST', json: { generations: ids } });
}

/** What happens to a generation. */
export type FollowEvent =
  | ({ type: 'progress' } & Progress)
  | { type: 'preview'; index: number; image: Blob }
  | { type: 'picture'; picture: Picture }
  | { type: 'end'; generation: Generation };

interface FollowWire extends Progress {
  index?: number;
  b64_json?: string;
  output_format?: string;
  image: Picture;
  generation: Generation;
}

/** What happens to a generation that is watched from elsewhere; its end comes last. */
export async function* followGeneration(
  id: string,
  signal: AbortSignal,
): AsyncGenerator<FollowEvent> {
  const answer = await call(`v1/generations/${id}/events?previews=true`, { signal });
  if (!answer.body) return;
  for await (const { event, data } of readEvents(answer.body)) {
    const told = JSON.parse(data) as FollowWire;
    if (event === 'generation.progress') {
      yield { type: 'progress', fraction: told.fraction, message: told.message };
    }
    if (event === 'generation.partial_image' && told.b64_json) {
      yield { type: 'preview', index: told.index ?? 0, image: decodePreview(told) };
    }
    if (event === 'generation.image') yield { type: 'picture', picture: told.image };
    if (event === 'generation.ended') yield { type: 'end', generation: told.generation };
  }
}

/** Every model of every provider, and whether an upstream of one's own may be asked as well. */
export async function listModels(): Promise<{ all: Model[]; mayBringOwn: boolean }> {
  const { data, maliang } = await callJson<{
    data: Model[];
    maliang?: { caller_credentials: boolean };
  }>('v1/models');
  return { all: data, mayBringOwn: maliang?.caller_credentials === true };
}

/** Where the page shows a picture from: this server's own file, whatever host has it for the world. */
export function shownAt({ url, name }: { url: string; name?: string | undefined }): string {
  return name === undefined ? url : `i/${name}`;
}

const thumbnailWidths = [256, 512, 1024];

/** A small copy of it, for a place so many CSS pixels wide on a screen of `density`. */
export function thumbnailOf(picture: Picture, width: number, density = 1): string {
  const enough = thumbnailWidths.find((known) => known >= width * density * 0.85);
  const isSmall = picture.name === undefined || picture.width <= (enough ?? 0) * 1.2;
  return enough === undefined || isSmall ? shownAt(picture) : `${shownAt(picture)}?w=${enough}`;
}

/** Whether the picture is nowhere any more: its file here was removed, and no host has another. */
export function isGone({ expired_at, url, name }: Picture): boolean {
  return expired_at !== null && url.endsWith(`/i/${name}`);
}
