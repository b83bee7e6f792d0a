import type { SniffedImage } from '../kit/media-type.ts';
import { sniffImage } from '../kit/media-type.ts';
import { randomName } from '../kit/random-name.ts';
import { type Spool, type SpoolEnd, SpoolError } from '../kit/spool.ts';
import { AppError, toAppError } from './errors.ts';
import type { Host } from './host.ts';
import type { Asset, Visibility } from './image.ts';
import { type Note, strictly } from './notes.ts';
import type { Parts } from './parts.ts';
import { writeSpoolLabel } from './spool-label.ts';
import { type Warning, warning } from './warnings.ts';

type Keeper = Pick<Parts, 'assets' | 'store' | 'logger' | 'now'>;

/** What is known of an image beside its bytes when it is kept. */
export interface KeepDetails {
  generationId: string | undefined;
  index: number;
  visibility: Visibility;
  revisedPrompt: string | undefined;
  seed: number | undefined;
  host: Host;
  /** Names the sender where its bytes are no picture. */
  notAnImage: (reason: string) => AppError;
  /** How its row is written; strictly by default. */
  note?: Note;
}

/** While somebody waits for the answer, in milliseconds. */
const hostingPatience = 15_000;
/** While the hosting is all that is waited for, in milliseconds. */
const longHostingPatience = 60_000;
const firstRetryDelay = 30_000;
/** Longer than the first try may take: it comes only where the process died before. */
const firstTryDelay = 60_000;

/**
 * Reads an image to its end and makes it durable: spool, fsync, link, fsync of the folder, row, and
 * only then the spool's own name goes: whenever the process dies, its next one finds the bytes.
 * When this resolves the image cannot be lost any more. Bytes that are no picture are discarded.
 */
export async function keepImage(
  bytes: AsyncIterable<Uint8Array>,
  details: KeepDetails,
  parts: Keeper,
): Promise<Asset> {
  const { generationId, index, host } = details;
  const stem = randomName();
  const label = generationId && writeSpoolLabel({ generationId, index, stem });
  const spool = await parts.assets.begin(undefined, label);
  const end = await fill(spool, bytes, details);
  const hostWithin = host.local ? undefined : firstTryDelay;
  return keepSpool(spool, end, { ...details, stem, hostWithin }, parts);
}

/**
 * Makes bytes that were already spooled durable, as `keepImage` does, and takes the spool over. Its
 * host is tried again after `hostWithin` milliseconds, unless it has it by then.
 */
export async function keepSpool(
  spool: Spool,
  end: SpoolEnd,
  details: KeepDetails & { stem?: string; hostWithin?: number | undefined },
  parts: Keeper,
): Promise<Asset> {
  const { stem = randomName(), hostWithin, note = strictly } = details;
  const asset = await orDiscard(spool, async () => {
    const sniffed = sniffImage(end.head);
    if (!sniffed) throw details.notAnImage(describeHead(end));
    const described = describeAsset(stem, sniffed, end, details, parts);
    await parts.assets.keep(spool, described.name);
    return described;
  });
  const nextAttemptAt = hostWithin === undefined ? undefined : asset.createdAt + hostWithin;
  await note(async () => {
    // Where this fails the spool stays, for a restart to find.
    await parts.store.journal.append({ type: 'asset-durable', asset, nextAttemptAt });
    await spool.discard();
  });
  return asset;
}

async function orDiscard<Result>(spool: Spool, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    await spool.discard();
    throw thrown;
  }
}

async function fill(
  spool: Spool,
  bytes: AsyncIterable<Uint8Array>,
  details: KeepDetails,
): Promise<SpoolEnd> {
  try {
    return await orDiscard(spool, async () => {
      for await (const chunk of bytes) await spool.write(chunk);
      return spool.end();
    });
  } catch (thrown) {
    if (thrown instanceof SpoolError && thrown.kind === 'too-large') {
      throw details.notAnImage('it is larger than an image may be here');
    }
    throw thrown;
  }
}

/** What is known of an image when it becomes an asset; `stem` is its name without the ending. */
export function describeAsset(
  stem: string,
  sniffed: SniffedImage,
  end: SpoolEnd,
  details: Omit<KeepDetails, 'host' | 'notAnImage'> & { host: Pick<Host, 'name'> },
  parts: Pick<Keeper, 'now'>,
): Asset {
  return {
    id: `img_${randomName()}`,
    generationId: details.generationId,
    index: details.index,
    name: `${stem}.${sniffed.ending}`,
    mediaType: sniffed.mediaType,
    width: sniffed.width,
    height: sniffed.height,
    size: end.size,
    sha256: end.sha256,
    visibility: details.visibility,
    revisedPrompt: details.revisedPrompt,
    seed: details.seed,
    host: details.host.name,
    hostedUrl: undefined,
    deleteRef: undefined,
    createdAt: parts.now(),
    favouriteAt: undefined,
    expiredAt: undefined,
  };
}

/** What the bytes look like, for an error: never more than a hint of them. */
function describeHead(end: SpoolEnd): string {
  if (end.size === 0) return 'it is empty';
  const start = end.head.subarray(0, 200).toString('latin1').trimStart().toLowerCase();
  if (start.includes('<svg')) return 'it is SVG';
  if (start.startsWith('<')) return 'it is HTML or XML';
  if (start.startsWith('{')) return 'it is JSON';
  return `${end.size} bytes of an unknown type`;
}

/**
 * Gives a durable image to its host. A host that fails or takes over 15 s costs nothing but a
 * warning: the image stays here under our own URL, and hosting is tried again later.
 */
export async function hostAsset(
  asset: Asset,
  host: Host,
  parts: Keeper,
  note: Note = strictly,
): Promise<{ asset: Asset; warning: Warning | undefined }> {
  if (host.local) return { asset, warning: undefined };
  try {
    const hosted = await putOnHost(asset, host, parts, { patience: hostingPatience, note });
    return { asset: hosted, warning: undefined };
  } catch (thrown) {
    const error = toAppError(thrown);
    parts.logger.warn({ asset: asset.id, host: host.name, code: error.code }, error.message);
    const record = () => recordHostFailure(asset, error, 0, firstRetryDelay, parts);
    await note(record).catch((cause: unknown) => {
      // The image is durable and has a URL: an answer without it would be worse than a retry lost.
      parts.logger.error({ asset: asset.id, cause }, 'a failed hosting could not be recorded');
    });
    const values = { host: host.name, reason: error.texts };
    return { asset, warning: warning('kept_locally', values) };
  }
}

/** Records one more failed try, and that the next is due after `delay` milliseconds, if ever. */
export async function recordHostFailure(
  asset: Asset,
  error: AppError,
  attemptsBefore: number,
  delay: number,
  parts: Keeper,
): Promise<void> {
  await parts.store.journal.append({
    type: 'asset-host-failed',
    id: asset.id,
    error: { code: error.code, message: error.message },
    attempts: attemptsBefore + 1,
    nextAttemptAt: error.retryable ? parts.now() + delay : undefined,
  });
}

/**
 * Sends a kept image to its host and records where it is; throws the host's AppError, or
 * `timed_out` after `patience` milliseconds.
 */
export async function putOnHost(
  asset: Asset,
  host: Host,
  parts: Keeper,
  { patience = longHostingPatience, note = strictly }: { patience?: number; note?: Note } = {},
): Promise<Asset> {
  const open = await parts.assets.open(asset.name);
  if (!open) {
    const hint = { en: 'Its file is gone.', zh: '文件已不在。' };
    throw new AppError('not_found', { what: asset.name, hint });
  }
  const { url, deleteRef } = await within(patience, host, (signal) =>
    host.put(asset, open.bytes(), signal),
  );
  const hosted = { id: asset.id, host: host.name, url, deleteRef };
  await note(() => parts.store.journal.append({ type: 'asset-hosted', ...hosted }));
  return { ...asset, host: host.name, hostedUrl: url, deleteRef };
}

/** A host that does not listen to its signal is not waited for either. */
async function within<Result>(
  patience: number,
  host: Host,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const values = { what: host.name, seconds: patience / 1000 };
      const error = new AppError('timed_out', values, { retryable: true });
      reject(error);
      deadline.abort(error);
    }, patience);
  });
  try {
    return await Promise.race([work(deadline.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
