import { createWriteStream } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { App } from '../../app.ts';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import type { GenerateRequest, Generation } from '../../core/generation.ts';
import type { Asset, ImageInput } from '../../core/image.ts';
import { parseRequest } from '../../core/request.ts';
import { inLocale } from '../../core/template.ts';
import { warningText } from '../../core/warnings.ts';
import type { CommandOptions } from './command-line.ts';
import { createProgress } from './progress.ts';

/** What the painting commands work with. */
export interface PaintTools {
  app: App;
  caller: Caller;
  options: CommandOptions;
  /** False where `NO_COLOR` is set. */
  colour: boolean;
  /** Aborts on Ctrl+C. */
  signal: AbortSignal;
}

interface Shown {
  asset: Asset;
  url: string;
}

/** Paints and prints: URLs on stdout, everything else on stderr. */
export async function paint(
  prompt: string | undefined,
  images: { inputs: ImageInput[] | undefined; mask: ImageInput | undefined },
  tools: PaintTools,
): Promise<void> {
  const { app, caller, options, signal } = tools;
  const request = await readWish(prompt, images, options);
  const progress = createProgress(process.stderr, tools.colour);
  const shown: Shown[] = [];
  let generation: Generation | undefined;
  try {
    progress.show(undefined, request.prompt.slice(0, 40));
    for await (const event of await app.pipeline.generate(request, caller, signal)) {
      if (event.type === 'progress') {
        progress.show(event.fraction, inLocale(event.message ?? '', caller.locale));
      }
      if (event.type === 'image') shown.push({ asset: event.asset, url: event.url });
      if (event.type === 'generation-end') generation = event.generation;
    }
  } finally {
    progress.clear();
  }
  if (generation) await print(generation, shown.toSorted(byIndex), tools);
}

/** What a command line wishes for; `-` reads the prompt from stdin. Throws as `parseRequest`. */
export async function readWish(
  prompt: string | undefined,
  images: { inputs: ImageInput[] | undefined; mask: ImageInput | undefined },
  options: CommandOptions,
): Promise<GenerateRequest> {
  return parseRequest({
    ...images,
    prompt: prompt === '-' ? await readAll(process.stdin) : prompt,
    model: options.model,
    n: options.n,
    size: options.size,
    quality: options.quality,
    seed: options.seed,
    outputFormat: options.format,
    background: undefined,
    outputCompression: undefined,
    moderation: undefined,
    inputFidelity: undefined,
    markup: undefined,
    style: options.style,
    altText: options.alt,
    tags: options.tags,
    user: undefined,
    partialImages: undefined,
    visibility: undefined,
    apiKey: undefined,
    baseUrl: undefined,
    hostingToken: undefined,
    hostingUrl: undefined,
    linkFirst: false,
    lenient: false,
    extra: undefined,
  });
}

function byIndex(a: Shown, b: Shown): number {
  return a.asset.index - b.asset.index;
}

async function print(generation: Generation, shown: Shown[], tools: PaintTools): Promise<void> {
  const { app, caller, options } = tools;
  const files = options.out === undefined ? [] : await writeOut(options.out, shown, app);
  const warnings = generation.warnings.map((warned) => warningText(warned, caller.locale));
  if (options.json) {
    const images = shown.map(({ asset, url }) => ({
      url,
      path: app.assets.path(asset.name),
      ...asset,
    }));
    process.stdout.write(
      `${JSON.stringify({ ...generation, warnings, assets: images }, null, 2)}\n`,
    );
    return;
  }
  if (options.out !== '-') for (const { url } of shown) process.stdout.write(`${url}\n`);
  if (options.url) return;
  for (const { asset } of shown) {
    const where = files[asset.index] ?? app.assets.path(asset.name) ?? '';
    process.stderr.write(`${asset.width}×${asset.height}  ${where}\n`);
  }
  if (generation.cost) process.stderr.write(`$${generation.cost.usd} (${generation.cost.kind})\n`);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
}

/** Writes each image to the named file, numbered where there are several, or all to stdout. */
async function writeOut(out: string, shown: readonly Shown[], app: App): Promise<string[]> {
  const files: string[] = [];
  for (const [place, { asset }] of shown.entries()) {
    const open = await app.assets.open(asset.name);
    if (!open) throw new AppError('not_found', { what: asset.name, hint: 'Its file is gone.' });
    if (out === '-') {
      await pipeline(open.bytes(), process.stdout, { end: false });
      continue;
    }
    const file = place === 0 ? out : out.replace(/(\.\w+)?$/, `-${place + 1}$1`);
    await pipeline(open.bytes(), createWriteStream(file));
    files[asset.index] = file;
  }
  return files;
}
