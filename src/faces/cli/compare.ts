import { askedOnce } from '../../core/asking.ts';
import { assetUrl } from '../../core/asset-url.ts';
import { AppError } from '../../core/errors.ts';
import {
  awaitOutcome,
  beginSideBySide,
  type Outcome,
  readModels,
  secondsOf,
} from '../../core/library/side-by-side.ts';
import { type PaintTools, readWish } from './paint.ts';

/** `maliang compare "<prompt>" -m a -m b`: the same by several models, a line each. */
export async function compare(words: readonly string[], tools: PaintTools): Promise<void> {
  const { app, caller, options, signal } = tools;
  const models = readModels(options.models);
  if (!models) {
    const expected = {
      en: 'Name each model with -m, for example -m gpt-image-2 -m grok-imagine-image.',
      zh: '请用 -m 逐个指定模型，例如 -m gpt-image-2 -m grok-imagine-image。',
    };
    throw new AppError('missing_parameter', { param: 'model', expected });
  }
  const request = await readWish(words.join(' '), { inputs: undefined, mask: undefined }, options);
  const contenders = await beginSideBySide(models, askedOnce, (model, asking) =>
    app.pipeline.begin({ ...request, model }, caller, asking),
  );
  for (const { job } of contenders) {
    if (job) signal.addEventListener('abort', job.cancel, { once: true });
    if (signal.aborted) job?.cancel();
  }
  const outcomes = await Promise.all(contenders.map(awaitOutcome));
  print(outcomes, tools);
  const [first] = outcomes;
  if (outcomes.every(({ error }) => error) && first?.error) throw first.error;
}

/** What may be piped on stdout, why there is no picture on stderr. */
function print(outcomes: readonly Outcome[], { caller, options }: PaintTools): void {
  if (options.json) {
    const told = outcomes.map(({ model, generation, error }) => ({
      model,
      seconds: generation && secondsOf(generation),
      images: urlsOf(generation, caller.assetOrigin),
      generation,
      error: error?.text(caller.locale),
    }));
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
    return;
  }
  for (const { model, generation, error } of outcomes) {
    const urls = urlsOf(generation, caller.assetOrigin);
    if (!generation || urls.length === 0) {
      process.stderr.write(`${model}: ${error?.text(caller.locale) ?? ''}\n`);
      continue;
    }
    const { cost } = generation;
    const price = cost ? `$${cost.usd}` : '$?';
    const lines = options.url
      ? urls
      : urls.map((url) => [model, `${secondsOf(generation)} s`, price, url].join('  '));
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

function urlsOf(generation: Outcome['generation'], assetOrigin: string): string[] {
  return generation?.assets.map((asset) => assetUrl(asset, assetOrigin)) ?? [];
}
