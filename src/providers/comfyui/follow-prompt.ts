import type { ProviderEvent, ProviderRequest } from '../../core/provider.ts';
import type { Warning } from '../../core/warnings.ts';
import { followTask } from '../polling/follow-task.ts';
import type { Pauses } from '../polling/pauses.ts';
import { noImageError } from '../wire/errors.ts';
import { shownImage } from '../wire/shown-image.ts';
import type { ProgressLine } from './progress-line.ts';
import { askPrompt, type KeptImage, type PromptTools, stopPrompt } from './prompt-task.ts';

/** A prompt that was handed over, and how it is watched. */
export interface FollowOptions extends PromptTools {
  id: string;
  isNew: boolean;
  request: Pick<ProviderRequest, 'partialImages'>;
  seed: number | undefined;
  warnings: readonly Warning[];
  line: ProgressLine;
  pauses: Pauses;
  signal: AbortSignal;
}

/** How long the history is not asked while the line is open, in milliseconds. */
const quietMs = 5000;

/** All events of a prompt: what the line tells as it comes, and its pictures from the history. */
export async function* followPrompt(options: FollowOptions): AsyncGenerator<ProviderEvent> {
  const { line, request, signal, upstream } = options;
  const previews = previewPlan(request.partialImages ?? 0);
  const ask = createAsker(options);
  const cancel = (stopping: AbortSignal) => stopPrompt(options.id, options, stopping);
  const show = (result: KeptImage[]) => showImages(result, options);
  const provider = upstream.name;
  try {
    for await (const event of followTask({ ...options, provider, ask, cancel, show, signal })) {
      yield event;
      if (event.type !== 'progress' || !previews.isDue(event.fraction)) continue;
      const image = line.takePreview();
      if (image) yield { type: 'image-partial', index: previews.next(), image };
    }
  } finally {
    line.close();
  }
}

/**
 * While the line is open it is listened to, and the history asked now and then; when it says that
 * the work is over, and where there is no line, the history is asked at once.
 */
function createAsker({ line, id, upstream, context }: FollowOptions) {
  let nextAt = 0;
  return async (signal: AbortSignal) => {
    if (line.isOpen && !line.isOver && Date.now() < nextAt) {
      await line.news(nextAt - Date.now(), signal);
      if (!line.isOver) return { state: 'running', fraction: line.fraction, pauseMs: 0 } as const;
    }
    nextAt = Date.now() + quietMs;
    const state = await askPrompt(id, { upstream, context }, signal);
    if (state.state === 'done' || line.isOver || !line.isOpen) return state;
    // A place in the queue is told anew as soon as it may have changed.
    if (state.state === 'queued') nextAt = Date.now() + quietMs / 5;
    return state.state === 'running'
      ? { ...state, fraction: line.fraction, pauseMs: 0 }
      : { ...state, pauseMs: 0 };
  };
}

/** As many previews as were asked for, spread over the work. */
function previewPlan(wanted: number) {
  let shown = 0;
  return {
    isDue: (fraction = 0) => shown < wanted && fraction >= (shown + 1) / (wanted + 1),
    // Of one picture there may be several previews; the place is the picture's.
    next() {
      shown += 1;
      return 0;
    },
  };
}

/** Fetched without its address being shown: callers have nothing to do with this network. */
function* showImages(
  kept: readonly KeptImage[],
  { upstream, context, signal, seed }: FollowOptions,
): Generator<ProviderEvent> {
  if (kept.length === 0) throw noImageError({ outputs: {} }, context);
  const { client, retry, base } = upstream;
  for (const [index, { filename, subfolder, type }] of kept.entries()) {
    const query = new URLSearchParams({ filename, subfolder, type });
    const tools = { context, client, retry, signal, base };
    const image = { ...shownImage(`${base}/view?${query}`, tools), url: undefined };
    yield { type: 'image', index, image, ...(seed === undefined ? {} : { seed }) };
  }
}
