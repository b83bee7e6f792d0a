import { computed, signal } from '@preact/signals';
import { ApiError } from '../api/call.ts';
import {
  everything,
  type HistoryFilter,
  isEverything,
  listGenerations,
  showGeneration,
} from '../api/history.ts';
import type { HistoryNews } from '../api/history-events.ts';
import type { Generation, Picture } from '../api/shapes.ts';
import { narrow, route } from '../state/route.ts';
import { readFilter, writeFilter } from './filter-address.ts';
import { mergeNews } from './live/merge-news.ts';
import { shareFeed } from './live/share-feed.ts';
import { removed } from './undo-delete.ts';

const pageSize = 100;
const lookEveryMs = 4000;
const newestLooked = 20;
/** News that come together are drawn together. */
const gatherMs = 60;

/** What the gallery is narrowed to. */
export const filter = signal<HistoryFilter>(
  route.value.view === 'gallery' ? readFilter(route.value.query) : everything,
);

const loaded = signal<readonly Generation[]>([]);

/** What is shown, the newest first; what is being deleted is not. */
export const generations = computed(() => loaded.value.filter(({ id }) => !removed.value.has(id)));

/** Whether the oldest is loaded. */
export const complete = signal(false);

/** Whether a page is on its way. */
export const loading = signal(false);

/** Why the last page did not come. */
export const feedError = signal<ApiError | undefined>(undefined);

/** Grows with every change of the filter: answers to an older question are thrown away. */
let question = 0;

/** Begins anew with a filter. */
export async function ask(next: HistoryFilter): Promise<void> {
  filter.value = next;
  question += 1;
  complete.value = false;
  loading.value = false;
  const before = loaded.value;
  await loadMore(true);
  // Until the answer is there the old pictures stay, so that nothing flickers while one types.
  if (loaded.value === before && feedError.value) loaded.value = [];
}

/** Narrows the gallery further or otherwise, in its address too; a search that goes on is one step for Back. */
export function narrowTo(part: Partial<HistoryFilter>): void {
  const goesOn = part.words !== undefined && filter.value.words !== '';
  const next = { ...filter.value, ...part };
  narrow('gallery', writeFilter(next), !goesOn);
  void ask(next);
}

/** Takes over what the address says, where that is something else. */
export function followAddress(query: string): void {
  const next = readFilter(query);
  if (writeFilter(next) !== writeFilter(filter.value)) void ask(next);
}

/** Loads the next page, where there is one. */
export async function loadMore(anew = false): Promise<void> {
  if (loading.value || (complete.value && !anew)) return;
  const mine = question;
  loading.value = true;
  feedError.value = undefined;
  try {
    const after = anew ? undefined : loaded.value.at(-1)?.id;
    const page = await listGenerations(filter.value, after, pageSize);
    if (mine !== question) return;
    loaded.value = anew ? page.data : merge(loaded.value, page.data);
    complete.value = !page.has_more;
  } catch (thrown) {
    if (mine === question && thrown instanceof ApiError) feedError.value = thrown;
  } finally {
    if (mine === question) loading.value = false;
  }
}

/** Both lists in one, the newest first, the newer word on each generation. */
function merge(known: readonly Generation[], told: readonly Generation[]): Generation[] {
  const oldest = known.at(-1)?.created_at ?? Number.POSITIVE_INFINITY;
  // The next page of a long list is simply put behind it.
  if (told.every(({ created_at }) => created_at < oldest)) return [...known, ...told];
  const byId = new Map([...known, ...told].map((generation) => [generation.id, generation]));
  // Ids are random, so those of one second keep the order they were told in.
  return [...byId.values()].sort((a, b) => b.created_at - a.created_at);
}

/** Puts a picture that has changed in its place; tells whether it has one. */
export function replacePicture(changed: Picture): boolean {
  return replacePictures([changed]);
}

/** Puts pictures that have changed in their places; tells whether any of them has one. */
export function replacePictures(changed: readonly Picture[]): boolean {
  const before = loaded.value;
  const byId = new Map(changed.map((picture) => [picture.id, picture]));
  loaded.value = loaded.value.map((generation) =>
    generation.data.some(({ id }) => byId.has(id))
      ? { ...generation, data: generation.data.map((one) => byId.get(one.id) ?? one) }
      : generation,
  );
  return loaded.value.some((generation, place) => generation !== before[place]);
}

/** Keeps the gallery as it is at the server; the answer stops that. */
export function keepLive(): () => void {
  const news: HistoryNews[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const feed = shareFeed((one) => {
    news.push(one);
    gathering ??= setTimeout(() => {
      gathering = undefined;
      takeNews(news.splice(0));
    }, gatherMs);
  });
  const lookIfSeen = () => {
    if (document.visibilityState === 'visible') void look();
  };
  // News do not reach a page that sleeps, or where something in between holds them back.
  document.addEventListener('visibilitychange', lookIfSeen);
  const timer = setInterval(() => {
    if (!feed.isLive()) lookIfSeen();
  }, lookEveryMs);
  return () => {
    feed.stop();
    clearTimeout(gathering);
    clearInterval(timer);
    document.removeEventListener('visibilitychange', lookIfSeen);
  };
}

function takeNews(news: readonly HistoryNews[]): void {
  const { list, unsure } = mergeNews(loaded.value, news, {
    filter: filter.value,
    everything: isEverything(filter.value),
    complete: complete.value,
  });
  loaded.value = list;
  if (unsure || news.some(({ type }) => type === 'look')) void look();
}

async function look(): Promise<void> {
  // What is on its way may have been read before the news.
  if (loading.value) return void setTimeout(look, 300);
  const mine = question;
  try {
    const { data, has_more } = await listGenerations(filter.value, undefined, newestLooked);
    const overlaps = data.some(({ id }) => loaded.value.some((known) => known.id === id));
    // What lies between would never be asked for.
    if (mine === question && has_more && !overlaps) return void (await ask(filter.value));
    const running = loaded.value.filter(
      ({ id, ended_at }) => ended_at === null && !data.some((told) => told.id === id),
    );
    const told = await Promise.all(running.map(({ id }) => showGeneration(id)));
    if (mine !== question) return;
    const gone = missing(data);
    const news = [...data, ...told];
    if (gone.size === 0 && !isNews(news)) return;
    loaded.value = merge(loaded.value, news).filter(({ id }) => !gone.has(id));
  } catch {
    // The next look may find the server again; a note every few seconds would help nobody.
  }
}

/** Whether any of these is told otherwise than it is known; thousands of others need no look. */
function isNews(told: readonly Generation[]): boolean {
  const ids = new Set(told.map(({ id }) => id));
  const known = new Map(
    loaded.value.flatMap((one) => (ids.has(one.id) ? [[one.id, one] as const] : [])),
  );
  return told.some((one) => JSON.stringify(known.get(one.id)) !== JSON.stringify(one));
}

/** What stood among the newest and is not there any more: somebody else deleted it. */
function missing(newest: readonly Generation[]): ReadonlySet<string> {
  const oldest = newest.at(-1)?.created_at ?? 0;
  const there = new Set(newest.map(({ id }) => id));
  const expected = loaded.value.filter(({ created_at }) => created_at > oldest);
  return new Set(expected.filter(({ id }) => !there.has(id)).map(({ id }) => id));
}
