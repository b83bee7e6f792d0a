import type { Generation } from '../../core/generation.ts';
import type { Job } from '../../core/queue.ts';
import { inLocale, type Locale } from '../../core/template.ts';
import { say } from './texts.ts';
import type { ToolCall } from './tool.ts';

/** The longest silence towards a client that asked for progress, where nobody set another. */
export const defaultProgressEveryMs = 8_000;

/**
 * Waits for a generation to end, at most so many milliseconds, and tells how it gets on meanwhile.
 * Undefined where it goes on; throws the AppError of one that failed.
 */
export async function followJob(
  job: Job,
  call: ToolCall,
  milliseconds: number,
): Promise<Generation | undefined> {
  const { createdAt } = job.accepted;
  const elapsed = () => Math.round((Date.now() - createdAt) / 1000);
  const tick = () => {
    // Another one may be asked by now.
    const { provider, model } = job.accepted;
    const values = { model: `${provider}/${model}`, seconds: elapsed() };
    call.report(say('painting', call.caller.locale, values));
  };
  tick();
  const ticker = setInterval(tick, call.options.progressEveryMs ?? defaultProgressEveryMs);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, milliseconds), undefined);
  });
  let watching = true;
  const { locale } = call.caller;
  const ended = readToEnd(job, locale, (message) => watching && call.report(message));
  // Nobody waits for it any more when it fails after the answer.
  ended.catch(() => {});
  try {
    return await Promise.race([ended, patience]);
  } finally {
    watching = false;
    clearInterval(ticker);
    clearTimeout(timer);
  }
}

async function readToEnd(
  job: Job,
  locale: Locale,
  report: (message: string) => void,
): Promise<Generation | undefined> {
  for await (const event of job.events()) {
    if (event.type === 'generation-end') return event.generation;
    if (event.type !== 'progress') continue;
    const percent = event.fraction !== undefined && `${Math.round(event.fraction * 100)} %`;
    const message = [percent, inLocale(event.message ?? '', locale)].filter(Boolean).join(' ');
    if (message) report(message);
  }
  return undefined;
}
