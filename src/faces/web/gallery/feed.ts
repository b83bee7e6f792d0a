import { computed, signal } from '@preact/signals';
import { ApiError } from '../api/call.ts';
import { everything, type HistoryFilter, listGenerations, showGeneration } from '../api/history.ts';
import type { Generation, Picture } from '../api/shapes.ts';
import { removed } from './undo-delete.ts';

const pageSize = 100;
const lookEveryMs = 4000;

/** What the gallery is narrowed to. */
export const filter = signal<HistoryFilter>(everything);

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
  const before = loaded.value;
  loaded.value = loaded.value.map((generation) => {
    const at = generation.data.findIndex(({ id }) => id === changed.id);
    return at < 0 ? generation : { ...generation, data: generation.data.with(at, changed) };
  });
  return loaded.value.some((generation, place) => generation !== before[place]);
}

/** Keeps the gallery as it is at the server, as long as it is looked at; the answer stops that. */
export function keepLive(): () => void {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void look();
  }, lookEveryMs);
  return () => clearInterval(timer);
}

async function look(): Promise<void> {
  const mine = question;
  try {
    const { data } = await listGenerations(filter.value, undefined, 20);
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
