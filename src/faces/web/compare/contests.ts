import { signal } from '@preact/signals';
import { ApiError, callJson } from '../api/call.ts';
import { followGeneration, removeGeneration, showGeneration } from '../api/history.ts';
import type { Wish } from '../api/paint.ts';
import type { Generation, Picture } from '../api/shapes.ts';
import { expectedRatio } from '../create/choices.ts';
import { wishOf } from '../create/form.ts';
import { hasFreeSlot, takeSlot } from '../create/take-slot.ts';
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
  const { model, inputs, ...fields } = wish;
  try {
    const json = { ...fields, models, async: true };
    const { data } = await callJson<Begun>('v1/images/comparisons', { method: 'POST', json });
    data.forEach(({ generation, error }, place) => {
      if (generation) void follow(contest.key, place, generation.id);
      else fail(contest.key, place, new ApiError(200, error?.code ?? '', error?.message ?? ''));
    });
  } catch (thrown) {
    const error = thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', '');
    for (const place of models.keys()) fail(contest.key, place, error);
  }
}

/** Asks one model again for what it was asked then, in its place. */
export async function retryLane(key: number, place: number): Promise<void> {
  const contest = contests.value.find((one) => one.key === key);
  const lane = contest?.lanes[place];
  if (!contest || !lane) return;
  const { inputs, ...fields } = contest.wish;
  update(key, place, emptyLane(lane.model, Date.now()));
  try {
    const json = { ...fields, model: lane.model, async: true };
    const { id } = await callJson<Generation>('v1/images/generations', { method: 'POST', json });
    await follow(key, place, id);
  } catch (thrown) {
    fail(key, place, thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', ''));
  }
}

/** Stops one of them at the server; the others paint on. */
export async function cancelLane(key: number, place: number): Promise<void> {
  const lane = contests.value.find((one) => one.key === key)?.lanes[place];
  if (lane?.status !== 'running') return;
  update(key, place, { status: 'cancelled', endedAt: Date.now() });
  if (lane.id !== undefined) await removeGeneration(lane.id).catch(() => {});
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
    const lanes = all.map(({ provider, model }) => emptyLane(`${provider}/${model}`, startedAt));
    const { key } = add(wishOf(first), lanes, startedAt);
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
    generation: undefined,
    error: undefined,
    startedAt,
    endedAt: undefined,
  };
}

function add(wish: Wish, lanes: readonly Lane[], startedAt: number): Contest {
  count += 1;
  const contest = { key: count, wish, ratio: expectedRatio(wish.size), lanes, startedAt };
  contests.value = [contest, ...contests.value].slice(0, mostKept);
  return contest;
}

function update(key: number, place: number, change: Partial<Lane>): void {
  contests.value = contests.value.map((contest) =>
    contest.key === key
      ? {
          ...contest,
          lanes: contest.lanes.map((lane, at) => (at === place ? { ...lane, ...change } : lane)),
        }
      : contest,
  );
  const ids = contests.value.map(({ lanes }) => lanes.flatMap(({ id }) => id ?? []));
  remember('contests', JSON.stringify(ids), 'session');
}

/** Watches one of them to its end; a stream that was cut says nothing about its job. */
async function follow(key: number, place: number, id: string): Promise<void> {
  update(key, place, { id });
  const free = hasFreeSlot() ? await takeSlot() : undefined;
  try {
    if (!free) return await look(key, place, id);
    for await (const event of followGeneration(id, new AbortController().signal)) {
      if (event.type === 'end') settle(key, place, event.generation);
      else showPicture(key, place, event.picture);
    }
  } catch (thrown) {
    fail(key, place, thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', ''));
  } finally {
    free?.();
  }
}

const lookEveryMs = 1000;

/** Asks again and again where no stream more may be opened. */
async function look(key: number, place: number, id: string): Promise<void> {
  for (;;) {
    const generation = await showGeneration(id);
    if (generation.ended_at !== null) return settle(key, place, generation);
    for (const picture of generation.data) showPicture(key, place, picture);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

function showPicture(key: number, place: number, picture: Picture): void {
  const lane = contests.value.find((one) => one.key === key)?.lanes[place];
  const others = lane?.pictures.filter(({ id }) => id !== picture.id) ?? [];
  update(key, place, { pictures: [...others, picture] });
}

function settle(key: number, place: number, generation: Generation): void {
  const { data, state, error, ended_at, id } = generation;
  const made = data.length > 0;
  update(key, place, {
    id,
    generation,
    pictures: data,
    status: made ? 'done' : state === 'cancelled' ? 'cancelled' : 'failed',
    error: made || !error ? undefined : new ApiError(200, error.code, error.message),
    endedAt: ended_at === null ? Date.now() : ended_at * 1000,
  });
}

function fail(key: number, place: number, error: ApiError): void {
  update(key, place, { status: 'failed', error, endedAt: Date.now() });
}
