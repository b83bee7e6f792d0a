import type { SideWork } from '../../kit/side-work.ts';
import type { Spool } from '../../kit/spool.ts';
import { assetUrl } from '../asset-url.ts';
import { addUsage, shareUsage } from '../cost/usage.ts';
import { AppError } from '../errors.ts';
import type { GenerationEvent, Usage } from '../generation.ts';
import type { Asset, Image, ImageLink } from '../image.ts';
import { hostAsset, keepImage } from '../keep.ts';
import type { Note } from '../notes.ts';
import type { Parts } from '../parts.ts';
import type { Leave } from '../places.ts';
import type { ProviderEvent } from '../provider.ts';
import type { Plan } from '../resolve.ts';
import { parseSize } from '../size.ts';
import { type Warning, warning } from '../warnings.ts';
import { writeTaskIds } from './task-ids.ts';

/** What came out of the upstream so far; filled while it works, so that a failure keeps the rest. */
export interface Produced {
  assets: Asset[];
  /** Pictures whose upstream shows them, where that is all that was asked for. */
  links?: ImageLink[];
  usage: Usage | undefined;
  warnings: Warning[];
  /** The upstream's tasks, by the place of their call's first image. */
  tasks?: Map<number, string>;
}

/** What one production works with. */
export interface ProduceTools {
  generationId: string;
  /** The id of the caller it belongs to. */
  owner: string;
  emit(event: GenerationEvent): void;
  signal: AbortSignal;
  /** Where this server shows its assets to the caller. */
  assetOrigin: string;
  onSend(): Promise<void>;
  /** How facts about what was paid for are written. */
  note: Note;
  /**
   * Until when a provider that is left alone is waited for, in milliseconds since 1970; undefined
   * where somebody holds a connection and is told at once.
   */
  patientUntil?: number | undefined;
}

/** One request to a provider, for some of the images of a generation. */
export interface Call {
  /** Place of its first image among all. */
  first: number;
  n: number;
}

/** What is known of a call while it runs. */
interface Running extends Call {
  /** How many images it has made. */
  made: number;
  usage: Usage | undefined;
  /** Resolves when its stream is over, well or not. */
  over: Promise<void>;
}

/** Everything the reading of one call works with. */
interface Reading {
  call: Running;
  plan: Plan;
  produced: Produced;
  parts: Parts;
  tools: ReadTools;
}

type ReadTools = ProduceTools & {
  /** Hosting goes on beside the reading. */
  aside: SideWork;
};

/** Makes one call and takes what it brings; throws the upstream's AppError. */
export async function readCall(
  { first, n }: Call,
  plan: Plan,
  produced: Produced,
  parts: Parts,
  tools: ReadTools,
): Promise<void> {
  let finish = () => {};
  const over = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const call: Running = { first, n, made: 0, usage: undefined, over };
  const leave = await enterGate(plan, parts, tools);
  try {
    const { onSend, signal } = tools;
    const seed = plan.request.seed === undefined ? undefined : plan.request.seed + first;
    const request = { ...plan.request, n, first, seed, onSend };
    for await (const event of await plan.provider.generate(request, signal)) {
      await takeEvent(event, { call, plan, produced, parts, tools });
    }
  } finally {
    leave();
    finish();
  }
}

/** Waits until the provider may be given another call; nothing is sent before. */
function enterGate({ provider }: Plan, { gates }: Parts, tools: ReadTools): Promise<Leave> {
  const { owner, signal, emit } = tools;
  const tell = (ahead: number) => {
    const message = {
      en: `waiting for ${provider.name}, ${ahead} ahead`,
      zh: `等待 ${provider.name}，前面还有 ${ahead} 个`,
    };
    emit({ type: 'progress', fraction: undefined, message, waiting: true });
  };
  return gates.enter(provider.name, { owner, signal, tell });
}

/** Handles one event at a time; an image is read to its end before the next is pulled. */
async function takeEvent(event: ProviderEvent, reading: Reading): Promise<void> {
  const { call, produced, parts, tools } = reading;
  switch (event.type) {
    case 'progress':
      tools.emit({ type: 'progress', fraction: event.fraction, message: event.message });
      return;
    case 'image-partial': {
      const image = await spoolPartial(event.image, parts);
      if (image) tools.emit({ type: 'image-partial', index: call.first + event.index, image });
      return;
    }
    case 'image':
      await takeImage(event, reading);
      return;
    case 'image-info':
      await describeImage(event, reading);
      return;
    case 'usage':
      call.usage = addUsage(call.usage, event.usage);
      produced.usage = addUsage(produced.usage, event.usage);
      return;
    case 'warning':
      warn(produced, event.warning);
      return;
    case 'task':
      await recordTask(event.id, reading);
  }
}

/** Of several calls all tasks are recorded, so that a restart can ask for each. */
async function recordTask(task: string, { call, plan, produced, parts, tools }: Reading) {
  produced.tasks ??= new Map();
  produced.tasks.set(call.first, task);
  const taskId = call.n < plan.request.n ? writeTaskIds(produced.tasks) : task;
  const id = tools.generationId;
  await tools.note(() => parts.store.journal.append({ type: 'generation-task', id, taskId }));
}

/** Calls side by side have the same to say. */
function warn({ warnings }: Produced, more: Warning): void {
  const text = JSON.stringify(more);
  if (!warnings.some((warned) => JSON.stringify(warned) === text)) warnings.push(more);
}

type ImageEvent = Extract<ProviderEvent, { type: 'image' }>;

async function takeImage(event: ImageEvent, reading: Reading): Promise<void> {
  const { call, plan, produced, tools } = reading;
  const { url } = event.image;
  // Of a generation that is taken up again some images are there already.
  if (produced.assets.some(({ index }) => index === call.first + event.index)) return;
  if (plan.request.preferUrl && url !== undefined) {
    const link = { index: call.first + event.index, url, revisedPrompt: event.revisedPrompt };
    produced.links = [...(produced.links ?? []), link];
    tools.emit({ type: 'image-link', ...link });
    return;
  }
  const kept = keepProduced(event, reading);
  tools.aside.add(kept.then((asset) => showImage(asset, reading)));
  await kept.catch((thrown: unknown) => {
    // One image that is none leaves those behind it unharmed, and they are paid for.
    if (!(thrown instanceof AppError && thrown.code === 'upstream_not_an_image')) throw thrown;
  });
}

async function keepProduced(event: ImageEvent, reading: Reading): Promise<Asset> {
  const { call, plan, produced, parts, tools } = reading;
  const asset = await keepImage(
    event.image.bytes(),
    {
      generationId: tools.generationId,
      index: call.first + event.index,
      visibility: plan.request.visibility ?? 'public',
      revisedPrompt: event.revisedPrompt,
      seed: event.seed,
      host: plan.host,
      notAnImage: (reason) =>
        new AppError(
          'upstream_not_an_image',
          { provider: plan.provider.name, reason },
          { spent: 'maybe' },
        ),
      note: tools.note,
    },
    parts,
  );
  produced.assets.push(asset);
  warnOfOtherSize(asset, plan, produced);
  return asset;
}

/**
 * Hosts a durable image while the next one is read, and tells where it is as soon as its call is
 * over, since what was counted and what is said of an image often stands behind its bytes.
 */
async function showImage(durable: Asset, reading: Reading): Promise<void> {
  const { call, plan, produced, parts, tools } = reading;
  const place = call.made;
  call.made += 1;
  const hosted = await hostAsset(durable, plan.host, parts, tools.note);
  if (!hosted.asset.hostedUrl && parts.assets.isRescued(durable.name)) {
    warn(produced, warning('kept_in_memory', {}));
  }
  if (hosted.warning) warn(produced, hosted.warning);
  const found = () => produced.assets.findIndex((asset) => asset.id === durable.id);
  const { host, hostedUrl, deleteRef } = hosted.asset;
  // What became known of the image while it was hosted stays.
  produced.assets[found()] = {
    ...durable,
    ...produced.assets[found()],
    host,
    hostedUrl,
    deleteRef,
  };
  await call.over;
  const asset = produced.assets[found()] ?? durable;
  const usage = call.usage && shareUsage(call.usage, place, call.made);
  tools.emit({
    type: 'image',
    index: asset.index,
    asset,
    url: assetUrl(asset, tools.assetOrigin),
    usage,
  });
}

async function describeImage(
  event: Extract<ProviderEvent, { type: 'image-info' }>,
  { call, produced, parts, tools }: Reading,
): Promise<void> {
  const index = call.first + event.index;
  const link = produced.links?.find((shown) => shown.index === index);
  if (link) link.revisedPrompt = event.revisedPrompt ?? link.revisedPrompt;
  const asset = produced.assets.find((kept) => kept.index === index);
  if (!asset) return;
  asset.revisedPrompt = event.revisedPrompt ?? asset.revisedPrompt;
  asset.seed = event.seed ?? asset.seed;
  const { id, revisedPrompt, seed } = asset;
  await tools.note(() =>
    parts.store.journal.append({ type: 'asset-described', id, revisedPrompt, seed }),
  );
}

/**
 * A preview goes through a spool, so that a slow reader of it never holds the upstream up. One that
 * the disk does not take is read to its end and left out: the picture behind it is what is paid for.
 */
async function spoolPartial(image: Image, parts: Parts): Promise<Image | undefined> {
  let spool: Spool | undefined = await parts.assets.begin().catch(() => undefined);
  const drop = async () => {
    await spool?.discard().catch(() => {});
    spool = undefined;
  };
  try {
    for await (const chunk of image.bytes()) await spool?.write(chunk).catch(drop);
    await spool?.end().catch(drop);
  } catch (thrown) {
    await drop();
    throw thrown;
  }
  const kept = spool;
  if (!kept) return undefined;
  const forget = setTimeout(() => void kept.discard().catch(() => {}), 60_000);
  forget.unref();
  return { mediaType: image.mediaType, url: undefined, bytes: () => kept.read() };
}

function warnOfOtherSize(asset: Asset, { request }: Plan, produced: Produced): void {
  const asked = request.size && parseSize(request.size);
  if (!asked || asset.width === 0) return;
  if (asked.width === asset.width && asked.height === asset.height) return;
  const values = { actual: `${asset.width}x${asset.height}`, asked: request.size ?? '' };
  warn(produced, warning('size_differs', values));
}
