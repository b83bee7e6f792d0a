import type { Spool } from '../kit/spool.ts';
import { AppError } from './errors.ts';
import type { GenerationEvent, Usage } from './generation.ts';
import type { Asset, Image } from './image.ts';
import { hostAsset, keepImage } from './keep.ts';
import type { Parts } from './parts.ts';
import type { ProviderEvent } from './provider.ts';
import type { Plan } from './resolve.ts';
import { parseSize } from './size.ts';
import { type Warning, warning } from './warnings.ts';

/** What came out of the upstream so far; filled while it works, so that a failure keeps the rest. */
export interface Produced {
  assets: Asset[];
  usage: Usage | undefined;
  warnings: Warning[];
}

/** What one production works with. */
export interface ProduceTools {
  generationId: string;
  emit(event: GenerationEvent): void;
  signal: AbortSignal;
  /** Where this server shows its assets to the caller. */
  assetOrigin: string;
  onSend(): Promise<void>;
}

/**
 * The middle of the pipeline: asks the provider, keeps every image as its bytes arrive, gives each
 * to its host while the next one is read, and tells what happens. A request for more images than
 * one call can make becomes several calls. Throws the upstream's AppError.
 */
export async function produce(
  plan: Plan,
  produced: Produced,
  parts: Parts,
  tools: ProduceTools,
): Promise<void> {
  const hosting: Promise<void>[] = [];
  try {
    for (let first = 0; first < plan.request.n; first += plan.request.capability.maxN) {
      const n = Math.min(plan.request.capability.maxN, plan.request.n - first);
      const request = { ...plan.request, n, onSend: tools.onSend };
      const events = await plan.provider.generate(request, tools.signal);
      const reader = createEventReader(plan, produced, parts, { ...tools, first, hosting });
      for await (const event of events) await reader(event);
    }
  } finally {
    await Promise.all(hosting);
  }
  if (produced.assets.length === 0) {
    const values = { provider: plan.provider.name, reason: 'the list of images is empty.' };
    throw new AppError('upstream_no_image', values, { spent: 'maybe' });
  }
}

type ReaderTools = ProduceTools & { first: number; hosting: Promise<void>[] };

/** Handles one provider event at a time; an image is read to its end before the next is pulled. */
function createEventReader(plan: Plan, produced: Produced, parts: Parts, tools: ReaderTools) {
  return async (event: ProviderEvent): Promise<void> => {
    switch (event.type) {
      case 'progress':
        tools.emit({ type: 'progress', fraction: event.fraction, message: event.message });
        return;
      case 'image-partial':
        tools.emit({
          type: 'image-partial',
          index: tools.first + event.index,
          image: await spoolPartial(event.image, parts),
        });
        return;
      case 'image':
        await takeImage(event, plan, produced, parts, tools);
        return;
      case 'image-info':
        await describeImage(event, produced, parts, tools.first);
        return;
      case 'usage':
        produced.usage = addUsage(produced.usage, event.usage);
        return;
      case 'warning':
        produced.warnings.push(event.warning);
        return;
      case 'task':
        await parts.store.journal.append({
          type: 'generation-task',
          id: tools.generationId,
          taskId: event.id,
        });
    }
  };
}

async function takeImage(
  event: Extract<ProviderEvent, { type: 'image' }>,
  plan: Plan,
  produced: Produced,
  parts: Parts,
  tools: ReaderTools,
): Promise<void> {
  const { url } = event.image;
  if (!plan.request.preferUrl || url === undefined) {
    const asset = await keepProduced(event, plan, produced, parts, tools);
    tools.hosting.push(showImage(asset, plan, produced, parts, tools));
    return;
  }
  const index = tools.first + event.index;
  tools.emit({ type: 'image-link', index, url, revisedPrompt: event.revisedPrompt });
  // An image with an address of its own is not bound to the order of the stream.
  tools.hosting.push(
    keepProduced(event, plan, produced, parts, tools).then((asset) =>
      showImage(asset, plan, produced, parts, tools),
    ),
  );
}

async function keepProduced(
  event: Extract<ProviderEvent, { type: 'image' }>,
  plan: Plan,
  produced: Produced,
  parts: Parts,
  tools: ReaderTools,
): Promise<Asset> {
  const index = tools.first + event.index;
  const { revisedPrompt, seed } = event;
  const asset = await keepImage(
    event.image.bytes(),
    {
      generationId: tools.generationId,
      index,
      visibility: plan.request.visibility ?? 'public',
      revisedPrompt,
      seed,
      host: plan.host,
      notAnImage: (reason) =>
        new AppError(
          'upstream_not_an_image',
          { provider: plan.provider.name, reason },
          { spent: 'maybe' },
        ),
    },
    parts,
  );
  produced.assets.push(asset);
  warnOfOtherSize(asset, plan, produced);
  return asset;
}

/** Hosts a durable image and tells where it is; the next image is read meanwhile. */
async function showImage(
  durable: Asset,
  plan: Plan,
  produced: Produced,
  parts: Parts,
  tools: ReaderTools,
): Promise<void> {
  const hosted = await hostAsset(durable, plan.host, parts);
  if (hosted.warning) produced.warnings.push(hosted.warning);
  const place = produced.assets.findIndex((asset) => asset.id === durable.id);
  // What became known of the image while it was hosted stays.
  const asset = { ...durable, ...produced.assets[place], ...pickHosted(hosted.asset) };
  produced.assets[place] = asset;
  tools.emit({ type: 'image', index: asset.index, asset, url: assetUrl(asset, tools.assetOrigin) });
}

function pickHosted({ host, hostedUrl, deleteRef }: Asset) {
  return { host, hostedUrl, deleteRef };
}

/** Where a caller finds an asset: at its host, or at this server. */
export function assetUrl(asset: Pick<Asset, 'hostedUrl' | 'name'>, assetOrigin: string): string {
  return asset.hostedUrl ?? `${assetOrigin}/i/${asset.name}`;
}

async function describeImage(
  event: Extract<ProviderEvent, { type: 'image-info' }>,
  produced: Produced,
  parts: Parts,
  first: number,
): Promise<void> {
  const asset = produced.assets.find((kept) => kept.index === first + event.index);
  if (!asset) return;
  asset.revisedPrompt = event.revisedPrompt ?? asset.revisedPrompt;
  asset.seed = event.seed ?? asset.seed;
  await parts.store.journal.append({
    type: 'asset-described',
    id: asset.id,
    revisedPrompt: asset.revisedPrompt,
    seed: asset.seed,
  });
}

/** A preview goes through a spool, so that a slow reader of it never holds the upstream up. */
async function spoolPartial(image: Image, parts: Parts): Promise<Image> {
  const spool: Spool = await parts.assets.begin();
  for await (const chunk of image.bytes()) await spool.write(chunk);
  await spool.end();
  const forget = setTimeout(() => void spool.discard(), 60_000);
  forget.unref();
  return { mediaType: image.mediaType, url: undefined, bytes: () => spool.read() };
}

function warnOfOtherSize(asset: Asset, plan: Plan, produced: Produced): void {
  const asked = plan.request.size && parseSize(plan.request.size);
  if (!asked || asset.width === 0) return;
  if (asked.width === asset.width && asked.height === asset.height) return;
  const values = { actual: `${asset.width}x${asset.height}`, asked: plan.request.size ?? '' };
  produced.warnings.push(warning('size_differs', values));
}

function addUsage(sum: Usage | undefined, more: Usage): Usage {
  if (!sum) return more;
  const add = (a: number | undefined, b: number | undefined) =>
    a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  return {
    inputTokens: add(sum.inputTokens, more.inputTokens),
    outputTokens: add(sum.outputTokens, more.outputTokens),
    totalTokens: add(sum.totalTokens, more.totalTokens),
    textInputTokens: add(sum.textInputTokens, more.textInputTokens),
    imageInputTokens: add(sum.imageInputTokens, more.imageInputTokens),
    costUsd: add(sum.costUsd, more.costUsd),
  };
}
