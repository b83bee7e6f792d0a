import { signal } from '@preact/signals';
import { ApiError, callJson } from '../api/call.ts';
import { followGeneration, removeGeneration, showGeneration } from '../api/history.ts';
import { handIn, type NamedPictures, type Wish, wishFields } from '../api/paint.ts';
import type { Generation, Picture } from '../api/shapes.ts';
import { expectedRatio } from '../create/choices.ts';
import { refillOwn, wishOf } from '../create/form.ts';
import { tellOwnTrouble } from '../create/own-provider.ts';
import { hasFreeSlot, takeSlot } from '../create/take-slot.ts';
import { askForConsent, priceToAgree } from '../state/consent.ts';
import { noteEarlierPrompt } from '../state/earlier-prompts.ts';
import { recallJson, remember } from '../state/kept.ts';

/** One model's part of a comparison. */
export interface Lane {
  /** `provider/model`, as it was asked. */
  model: string;
  status: 'running' | 'done' | 'failed' | 'cancelled';
  /** Undefined where it was refused before it began. */
  id: string | undefined;
  pictures: readonly Picture[];
  /** Where the page shows its newest preview from. */
  preview: string | undefined;
  generation: Generation | undefined;
  error: ApiError | undefined;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number | undefined;
}

/** The same wish to several models. */
export interface Contest {
  key: number;
  /** As it was asked; every lane has a model of its own. */
  wish: Wish;
  ratio: number;
  lanes: readonly Lane[];
  startedAt: number;
  /** The pictures to start from; undefined where they went with an earlier load of the page. */
  sources: NamedPictures | undefined;
}

/** What was compared in this visit, the newest first. */
export const contests = signal<readonly Contest[]>([]);

const mostKept = 6;
let count = 0;

interface Begun {
  data: {
    model: string;
    generation: Generation | null;
    error: { code: string; message: string } | null;
  }[];
}

/** Asks all of them at once; each goes its own way from there. */
export async function startContest(wish: Wish, models: readonly string[]): Promise<void> {
  noteEarlierPrompt(wish.prompt);
  const startedAt = Date.now();
  const contest = add(
    wish,
    models.map((model) => emptyLane(model, startedAt)),
    startedAt,
  );
  try {
    const sources = await handIn(wish.inputs, new AbortController().signal);
    change(contest.key, () => ({ sources }));
    const begin = (agreed: boolean) => {
      const { model: _, ...fields } = wishFields(wish, agreed);
      const json = { ...fields, ...named(sources), models, async: true };
      return callJson<Begun>('v1/images/comparisons', { method: 'POST', json });
    };
    const begun = await withConsent(begin);
    if (!begun) {
      for (const place of models.keys()) stop(contest.key, place);
      return;
    }
    const { data } = begun;
    data.forEach(({ generation, error }, place) => {
      if (generation) void follow(contest.key, place, generation.id);
      else fail(contest.key, place, new ApiError(200, error?.code ?? '', error?.message ?? ''));
    });
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', '');
    for (const place of models.keys()) fail(contest.key, place, error);
  }
}

/** Nothing is said of pictures where there are none. */
function named(sources: NamedPictures | undefined): Partial<NamedPictures> {
  return sources && sources.images.length > 0 ? sources : {};
}

/** Asks, and where the server wants the price agreed to asks its user too; undefined where they did not. */
async function withConsent<Answer>(
  ask: (agreed: boolean) => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask(false);
  } catch (thrown) {
    const price = priceToAgree(thrown);
    if (!price) throw thrown;
    return (await askForConsent(price)) ? await ask(true) : undefined;
  }
}

/** Asks one model again for what it was asked then, in its place. */
export async function retryLane(key: number, place: number): Promise<void> {
  const contest = contests.value.find((one) => one.key === key);
  const lane = contest?.lanes[place];
  if (!contest || !lane) return;
  const { wish, sources } = contest;
  if (wish.own === 'forgotten') return refillOwn({ ...wish, model: lane.model });
  const pictures = named(sources);
  const path = pictures.images ? 'v1/images/edits' : 'v1/images/generations';
  update(key, place, emptyLane(lane.model, Date.now()));
  try {
    const begun = await withConsent((agreed) => {
      const json = { ...wishFields(wish, agreed), ...pictures, model: lane.model, async: true };
      return callJson<Generation>(path, { method: 'POST', json });
    });
    if (begun) await follow(key, place, begun.id);
    else stop(key, place);
  } catch (thrown) {
    fail(key, place, thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', ''));
  }
}

/** Stops one of them at the server; the others paint on. */
export async function cancelLane(key: number, place: number): Promise<void> {
  const lane = contests.value.find((one) => one.key === key)?.lanes[place];
  if (lane?.status !== 'running') return;
  stop(key, place);
  if (lane.id !== undefined) await removeGeneration(lane.id).catch(() => {});
}

function stop(key: number, place: number): void {
  update(key, place, { status: 'cancelled', endedAt: Date.now() });
}

/** Brings back what an earlier load of this page had compared, finished or not. */
export async function restoreContests(): Promise<void> {
  const kept = recallJson('contests', 'session');
  const lists = Array.isArray(kept) ? kept.filter((ids) => Array.isArray(ids)) : [];
  for (const ids of lists.reverse()) {
    const found = await Promise.all(
      ids.map((id: unknown) => showGeneration(String(id)).catch(() => undefined)),
    );
    const all = found.filter((generation) => generation !== undefined);
    const [first] = all;
    if (!first) continue;
    const startedAt = first.created_at * 1000;
    const lanes = all.map((one) => emptyLane(wishOf(one).model, startedAt));
    const { key } = add(wishOf(first), lanes, startedAt);
    const hadPictures = Array.isArray(first.parameters.inputs);
    if (!hadPictures) change(key, () => ({ sources: { images: [], mask: undefined } }));
    all.forEach((generation, place) => {
      if (generation.ended_at === null) void follow(key, place, generation.id);
      else settle(key, place, generation);
    });
  }
}

function emptyLane(model: string, startedAt: number): Lane {
  return {
    model,
    status: 'running',
    id: undefined,
    pictures: [],
    preview: undefined,
    generation: undefined,
    error: undefined,
    startedAt,
    endedAt: undefined,
  };
}

function add(wish: Wish, lanes: readonly Lane[], startedAt: number): Contest {
  count += 1;
  const [first] = wish.inputs;
  const contest: Contest = {
    key: count,
    wish,
    ratio: expectedRatio(wish.size, first?.height ? first.width / first.height : undefined),
    lanes,
    startedAt,
    sources: undefined,
  };
  contests.value = [contest, ...contests.value].slice(0, mostKept);
  return contest;
}

function change(key: number, by: (contest: Contest) => Partial<Contest>): void {
  contests.value = contests.value.map((contest) =>
    contest.key === key ? { ...contest, ...by(contest) } : contest,
  );
}

function update(key: number, place: number, news: Partial<Lane>): void {
  change(key, ({ lanes }) => ({
    lanes: lanes.map((lane, at) => (at === place ? { ...lane, ...news } : lane)),
  }));
  const ids = contests.value.map(({ lanes }) => lanes.flatMap(({ id }) => id ?? []));
  remember('contests', JSON.stringify(ids), 'session');
}

/** Watches one of them to its end; a stream that was cut says nothing about its job. */
async function follow(key: number, place: number, id: string): Promise<void> {
  update(key, place, { id });
  try {
    if (await lookUntilFree(key, place, id)) return;
    const free = await takeSlot();
    try {
      await watch(key, place, id);
    } finally {
      free();
    }
  } catch (thrown) {
    fail(key, place, thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', ''));
  }
}

async function watch(key: number, place: number, id: string): Promise<void> {
  for await (const event of followGeneration(id, new AbortController().signal)) {
    if (event.type === 'end') settle(key, place, event.generation);
    else if (event.type === 'picture') showPicture(key, place, event.picture);
    // One preview stands for all pictures of a lane.
    else if (event.type === 'preview' && event.index === 0)
      update(key, place, { preview: URL.createObjectURL(event.image) });
  }
}

const lookEveryMs = 1000;

/** Asks again and again while no stream more may be opened; tells whether it has ended by then. */
async function lookUntilFree(key: number, place: number, id: string): Promise<boolean> {
  while (!hasFreeSlot()) {
    const generation = await showGeneration(id);
    if (generation.ended_at !== null) {
      settle(key, place, generation);
      return true;
    }
    for (const picture of generation.data) showPicture(key, place, picture);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  return false;
}

function showPicture(key: number, place: number, picture: Picture): void {
  const lane = contests.value.find((one) => one.key === key)?.lanes[place];
  const others = lane?.pictures.filter(({ id }) => id !== picture.id) ?? [];
  update(key, place, { pictures: [...others, picture] });
}

function settle(key: number, place: number, generation: Generation): void {
  const { data, state, error, ended_at, id } = generation;
  const made = data.length > 0;
  const refused = made || !error ? undefined : new ApiError(200, error.code, error.message);
  if (refused) tellOwnTrouble(ownOf(key), refused);
  update(key, place, {
    id,
    generation,
    pictures: data,
    status: made ? 'done' : state === 'cancelled' ? 'cancelled' : 'failed',
    error: refused,
    endedAt: ended_at === null ? Date.now() : ended_at * 1000,
  });
}

function ownOf(key: number): Wish['own'] {
  return contests.value.find((one) => one.key === key)?.wish.own;
}

function fail(key: number, place: number, error: ApiError): void {
  tellOwnTrouble(ownOf(key), error);
  update(key, place, { status: 'failed', error, endedAt: Date.now() });
}
