import { signal } from '@preact/signals';
import { ApiError, type PriceToAgree } from '../api/call.ts';
import { followGeneration, removeGeneration, showGeneration, shownAt } from '../api/history.ts';
import { type Making, type PaintEvent, type Progress, paint, type Wish } from '../api/paint.ts';
import type { Generation, Picture } from '../api/shapes.ts';
import { askForConsent, priceToAgree } from '../state/consent.ts';
import { noteEarlierPrompt } from '../state/earlier-prompts.ts';
import { recallJson, remember } from '../state/kept.ts';
import { expectedRatio } from './choices.ts';
import { refillOwn, wishOf } from './form.ts';
import { tellOwnTrouble } from './own-provider.ts';
import { watchPlace } from './queue-place.ts';
import { takeSlot } from './take-slot.ts';

/** A place for a picture, from the empty frame to the picture. */
export interface Frame {
  index: number;
  status: 'waiting' | 'preview' | 'done';
  /** Where the page shows it from. */
  src: string | undefined;
  /** Its lasting address. */
  url: string | undefined;
  /** Known once the generation has ended. */
  picture: Picture | undefined;
}

/** One wish and what has come of it so far. */
export interface Run {
  key: number;
  wish: Wish;
  /** Width over height of the frames. */
  ratio: number;
  status: 'running' | 'done' | 'failed' | 'cancelled';
  frames: readonly Frame[];
  /** The generation's id, once the server gave one. */
  id: string | undefined;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number | undefined;
  making: Making | undefined;
  /** How far the provider says it is. */
  progress: Progress | undefined;
  /** How many come before it, where it waits for its turn. */
  ahead: number | undefined;
  generation: Generation | undefined;
  error: ApiError | undefined;
  /** Whether it can be asked again as it was: not where its pictures went with an earlier page. */
  repeatable: boolean;
  /** Names the copies that were asked for together; undefined where there was one. */
  batch: number | undefined;
}

/** What was asked for in this visit, the newest first. */
export const runs = signal<readonly Run[]>([]);

const mostKept = 12;
const aborts = new Map<number, AbortController>();
let count = 0;

function update(key: number, change: (run: Run) => Partial<Run>): void {
  runs.value = runs.value.map((run) => (run.key === key ? { ...run, ...change(run) } : run));
  const ids = runs.value.flatMap(({ id }) => id ?? []);
  remember('runs', JSON.stringify(ids), 'session');
}

function add(wish: Wish, more: Partial<Run>): Run {
  count += 1;
  const [first] = wish.inputs;
  const run: Run = {
    key: count,
    wish,
    ratio: expectedRatio(wish.size, first?.height ? first.width / first.height : undefined),
    status: 'running',
    frames: Array.from({ length: wish.n }, (_, index) => emptyFrame(index)),
    id: undefined,
    startedAt: Date.now(),
    endedAt: undefined,
    making: undefined,
    progress: undefined,
    ahead: undefined,
    generation: undefined,
    error: undefined,
    repeatable: true,
    batch: undefined,
    ...more,
  };
  runs.value = [run, ...runs.value].slice(0, mostKept);
  return run;
}

function emptyFrame(index: number): Frame {
  return { index, status: 'waiting', src: undefined, url: undefined, picture: undefined };
}

/** Asks for what was wished and shows what comes, as it comes. */
export async function startRun(wish: Wish, batch?: number): Promise<void> {
  if (wish.own === 'forgotten') return refillOwn(wish);
  noteEarlierPrompt(wish.prompt);
  const { key } = add(wish, { batch });
  const abort = new AbortController();
  aborts.set(key, abort);
  const free = await takeSlot();
  try {
    // It may have been cancelled while it waited; then nothing is sent.
    if (runOf(key)?.status !== 'running') return;
    await askAndTake(key, wish, abort.signal);
  } catch (thrown) {
    await recover(key, thrown);
  } finally {
    free();
    aborts.delete(key);
  }
}

/** Where the server wants the price agreed to, its user is asked, and it is sent again. */
async function askAndTake(key: number, wish: Wish, signal: AbortSignal): Promise<void> {
  const send = async (agreed: boolean) => {
    for await (const event of paint(wish, signal, agreed)) take(key, event);
  };
  try {
    await send(false);
  } catch (thrown) {
    const price = priceToAgree(thrown);
    if (!price) throw thrown;
    if (!(await agreeTo(price, runOf(key)?.batch))) {
      return update(key, () => ({ status: 'cancelled', endedAt: Date.now() }));
    }
    await send(true);
  }
  await finish(key);
}

const batchConsents = new Map<number, Promise<boolean>>();

/** Copies that were asked for together are agreed to together. */
function agreeTo({ usd, aboveUsd }: PriceToAgree, batch: number | undefined): Promise<boolean> {
  if (batch === undefined) return askForConsent({ usd, aboveUsd });
  const known = batchConsents.get(batch);
  if (known) return known;
  const copies = runs.value.filter((run) => run.batch === batch).length;
  const all = askForConsent({ usd: usd === undefined ? undefined : usd * copies, aboveUsd });
  batchConsents.set(batch, all);
  return all;
}

/** Asks for each picture on its own, so that each has its own cancel, retry and cost. */
export function startCopies(wish: Wish): void {
  const batch = Date.now();
  const copies = Array.from({ length: wish.n }, (_, place): Wish => {
    return { ...wish, n: 1, seed: wish.seed === undefined ? undefined : wish.seed + place };
  });
  // The newest run stands first, so the last copy comes first.
  for (const copy of copies.reverse()) void startRun(copy, batch);
}

function take(key: number, event: PaintEvent): void {
  switch (event.type) {
    case 'accepted':
      update(key, () => ({ id: event.id }));
      watchTurn(key, event.id);
      break;
    case 'progress':
      showProgress(key, event);
      break;
    case 'preview':
      showPreview(key, event.index, event.image);
      break;
    case 'picture': {
      const { index, url, making } = event;
      update(key, () => ({ making }));
      setFrame(key, index, { status: 'done', src: shownAt(event), url });
    }
  }
}

function showProgress(key: number, { fraction, message }: Progress): void {
  update(key, () => ({ progress: { fraction, message } }));
}

/** Keeps its place in the queue, until something is heard of it. */
function watchTurn(key: number, id: string): void {
  const waits = () => {
    const run = runOf(key);
    const begun = run?.progress || run?.frames.some(({ status }) => status !== 'waiting');
    return run?.status === 'running' && !begun;
  };
  void watchPlace(id, waits, (ahead) => update(key, () => ({ ahead })));
}

function showPreview(key: number, index: number, image: Blob): void {
  setFrame(key, index, { status: 'preview', src: URL.createObjectURL(image) });
}

function setFrame(key: number, index: number, change: Partial<Frame>): void {
  update(key, ({ frames }) => ({
    frames: frames.map((frame) => (frame.index === index ? { ...frame, ...change } : frame)),
  }));
}

/** The record tells the rest: cost, sizes, warnings. */
async function finish(key: number): Promise<void> {
  const id = runOf(key)?.id;
  if (id === undefined) return update(key, () => ({ status: 'failed', endedAt: Date.now() }));
  settle(key, await showGeneration(id));
}

/** A stream that was cut says nothing about its job, which goes on without us. */
async function recover(key: number, thrown: unknown): Promise<void> {
  const run = runOf(key);
  if (!run || run.status === 'cancelled') return;
  const cut = !(thrown instanceof ApiError) || thrown.code === 'unreachable';
  if (cut && run.id !== undefined) return follow(key, run.id);
  const error = thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', '');
  const status = error.code === 'cancelled' ? 'cancelled' : 'failed';
  if (status === 'failed') tellOwnTrouble(run.wish.own, error);
  update(key, () => ({ status, error, endedAt: Date.now() }));
}

/** Watches a generation to its end, whoever began it. */
async function follow(key: number, id: string): Promise<void> {
  const abort = new AbortController();
  aborts.set(key, abort);
  watchTurn(key, id);
  try {
    for await (const event of followGeneration(id, abort.signal)) {
      if (event.type === 'end') settle(key, event.generation);
      else if (event.type === 'progress') showProgress(key, event);
      else if (event.type === 'preview') showPreview(key, event.index, event.image);
      else showPicture(key, event.picture);
    }
  } catch (thrown) {
    if (runOf(key)?.status !== 'running') return;
    const error = thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', '');
    update(key, () => ({ status: 'failed', error, endedAt: Date.now() }));
  }
}

function showPicture(key: number, picture: Picture): void {
  const { index, url } = picture;
  setFrame(key, index, { status: 'done', src: shownAt(picture), url, picture });
}

function settle(key: number, generation: Generation): void {
  const made = generation.data.length > 0;
  const cancelled = generation.state === 'cancelled';
  const { error } = generation;
  for (const picture of generation.data) showPicture(key, picture);
  update(key, ({ frames, startedAt }) => ({
    generation,
    id: generation.id,
    status: made ? 'done' : cancelled ? 'cancelled' : 'failed',
    // Places that stayed empty belong to pictures that were not made.
    frames: made ? frames.filter(({ status }) => status === 'done') : frames,
    endedAt: Math.max(startedAt, Date.now()),
    error: error && !made ? new ApiError(200, error.code, error.message) : undefined,
  }));
}

function runOf(key: number): Run | undefined {
  return runs.value.find((run) => run.key === key);
}

/** Stops a run at the server; pictures that are there stay. */
export async function cancelRun(key: number): Promise<void> {
  const run = runOf(key);
  if (run?.status !== 'running') return;
  update(key, () => ({ status: 'cancelled', endedAt: Date.now() }));
  if (run.id !== undefined) await removeGeneration(run.id).catch(() => {});
  aborts.get(key)?.abort();
}

/** Takes a run off the page; its pictures stay in the gallery. */
export function dropRun(id: string): void {
  runs.value = runs.value.filter((run) => run.id !== id);
  remember('runs', JSON.stringify(runs.value.flatMap((run) => run.id ?? [])), 'session');
}

/** Brings back what an earlier load of this page had asked for, finished or not. */
export async function restoreRuns(): Promise<void> {
  const kept = recallJson('runs', 'session');
  const ids = Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  const found = await Promise.all(ids.map((id) => showGeneration(id).catch(() => undefined)));
  for (const generation of found.reverse()) {
    if (!generation || runs.value.some(({ id }) => id === generation.id)) continue;
    const repeatable = !Array.isArray(generation.parameters.inputs);
    const startedAt = generation.created_at * 1000;
    const { id } = generation;
    const { key, ratio } = add(wishOf(generation), { id, repeatable, startedAt });
    const [first] = generation.data;
    if (first && first.height > 0)
      update(key, () => ({ ratio: first.width / first.height || ratio }));
    if (generation.ended_at === null) void follow(key, id);
    else {
      settle(key, generation);
      const endedAt = generation.ended_at * 1000;
      update(key, () => ({ endedAt }));
    }
  }
}

/** The frame as its picture turned out to be, where the model chose the shape itself. */
export function setRatio(key: number, ratio: number): void {
  const run = runOf(key);
  if (run && Math.abs(Math.log(run.ratio / ratio)) > 0.01) update(key, () => ({ ratio }));
}
