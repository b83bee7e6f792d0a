import { complain, type Run } from './gallery.ts';
import { asList, call, type ToolResult } from './host.ts';
import { callView, imagesIn } from './pixels.ts';

const pollEveryMs = 1_500;
const slowestPollMs = 12_000;

/**
 * Shows what can be seen of unfinished pictures, and hands over what became of jobs that go on
 * after their tool has answered, until the run is over.
 */
export async function watchRun(
  run: Run,
  take: (run: Run, result: ToolResult) => Promise<void>,
): Promise<void> {
  for (let pause = pollEveryMs; pause <= slowestPollMs; ) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (run.over) return;
    try {
      await look(run, take);
      pause = pollEveryMs;
    } catch (thrown) {
      pause *= 2;
      // While the tool has not answered, its answer tells what is wrong.
      if (!run.waits) complain(thrown);
    }
  }
}

async function look(run: Run, take: Parameters<typeof watchRun>[1]): Promise<void> {
  const { wish, jobs } = run;
  if (jobs.size === 0 && wish.prompt) {
    // While the tool has not answered, the prompt alone tells which jobs are its.
    const found = (await callView({ prompt: wish.prompt })).structuredContent?.jobs;
    for (const id of asList(found)) jobs.set(String(id), 0);
  }
  let first = run.taken;
  for (const [id, after] of jobs) {
    const result = await callView({ id, after });
    // It may have answered meanwhile.
    if (run.over || run.jobs !== jobs) return;
    const { status, seen, previews } = result.structuredContent ?? {};
    if (status === 'running') {
      jobs.set(id, Number(seen));
      show(run, first, asList(previews), imagesIn(result));
    } else if (!run.waits) {
      jobs.delete(id);
      const ended = call('get_image', { job_id: id, wait_seconds: 0, show: 'none' });
      await take(run, await ended.catch(asResult));
    }
    first += wish.each;
  }
}

function show({ frames }: Run, first: number, indexes: unknown[], images: string[]): void {
  for (const [at, index] of indexes.entries()) {
    const frame = frames[first + Number(index)];
    if (frame && !frame.picture) frame.image.src = images[at] ?? '';
  }
}

function asResult({ message }: Error): ToolResult {
  return { isError: true, content: [{ type: 'text', text: message }] };
}
