import { complain, gallery, type Run, resize, shape, tell } from './gallery.ts';
import { asList, asLoose, call, type Loose, type ToolResult, textOf } from './host.ts';
import { imagesIn, loadPreview, type Picture } from './pixels.ts';
import { watchRun } from './watch.ts';
import { readWish } from './wish.ts';
import { say } from './words.ts';

/** Lays out what a call will bring, from its arguments as far as they have streamed in. */
export function expectPictures(input: Loose): Run {
  gallery.input = input;
  const run = gallery.runs[0] ?? addRun(input);
  run.wish = readWish(input);
  // A call that waits for a job names it; of others it has to be found out.
  if (input.job_id) run.jobs.set(String(input.job_id), 0);
  if (run.waits) resize(run, run.wish.count);
  return run;
}

/** Takes the answer to the call that the gallery belongs to. */
export function receiveResult(result: ToolResult): Promise<void> {
  return takeResult(gallery.runs[0] ?? addRun({}), result);
}

/** Paints once more, with what is to be other than before; gives back what came of it. */
export async function paintAgain(changes: Loose): Promise<Picture[]> {
  const { idempotency_key: _key, confirm_cost: _agreed, ...same } = gallery.input;
  const input = JSON.parse(JSON.stringify({ ...same, ...changes }));
  const run = addRun(input);
  beginWatch(run);
  try {
    await takeResult(run, await call(gallery.tool, input));
  } catch (thrown) {
    endRun(run);
    complain(thrown);
  }
  return run.frames.flatMap(({ picture }) => picture ?? []);
}

/** Follows a run whose wish is complete. */
export function beginWatch(run: Run): void {
  if (gallery.can.serverTools) watchRun(run, takeResult);
}

/** Ends a run where it stands: what has no picture now gets none. */
export function endRun(run: Run): void {
  run.over = true;
  resize(run, run.taken);
}

function addRun(input: Loose): Run {
  const wish = readWish(input);
  const run: Run = { wish, frames: [], taken: 0, jobs: new Map(), waits: true, over: false };
  gallery.runs.push(run);
  resize(run, wish.count);
  tell(say('painting'));
  return run;
}

/** Takes what a painting tool, or `get_image`, answered: pictures, and jobs that go on. */
async function takeResult(run: Run, result: ToolResult): Promise<void> {
  const { images, models, warnings, status, ...facts } = asLoose(result.structuredContent);
  if (run.waits) run.jobs = runningJobs([{ ...facts, status }, ...asList(models)], run);
  run.waits = false;
  const first = run.taken;
  const pictures = (asList(images) as Picture[]).map((image) => ({ ...facts, ...image }));
  run.taken += pictures.length;
  run.over = run.jobs.size === 0;
  resize(run, run.over ? run.taken : Math.max(run.wish.count, run.taken + run.jobs.size));
  if (!run.over) tell(say('painting'));
  else if (run.taken > 0) tell(asList(warnings).join(' '));
  else tell(textOf(result), result.isError);
  const previews = imagesIn(result);
  for (const [at, picture] of pictures.entries()) {
    // Where a preview is missing nobody knows whose it is.
    const known = previews.length === pictures.length ? previews[at] : undefined;
    await show(run, first + at, picture, known);
  }
}

function runningJobs(told: unknown[], { jobs }: Run): Run['jobs'] {
  const running = told.map(asLoose).filter(({ status, job_id: id }) => status === 'running' && id);
  return new Map(running.map(({ job_id: id }) => [String(id), jobs.get(String(id)) ?? 0]));
}

async function show(
  { frames, wish }: Run,
  place: number,
  picture: Picture,
  preview?: string,
): Promise<void> {
  const frame = frames[place];
  if (!frame) return;
  frame.picture = picture;
  frame.image.alt = `${place + 1}. ${wish.prompt || picture.id}`;
  shape(frame.item, picture.width / picture.height);
  gallery.changed();
  try {
    frame.image.src = preview ?? (await loadPreview(picture));
    gallery.changed();
  } catch (thrown) {
    complain(thrown);
  }
}
