import { join } from 'node:path';
import { randomName } from './random-name.ts';
import { createBatchWriter } from './spool/batch-writer.ts';
import { createProgress, type Progress } from './spool/progress.ts';
import { openRescuingMedium, type Rescue } from './spool/rescuing-medium.ts';
import { createFileMedium } from './spool/spool-file.ts';
import { createSpoolIntake, type SpoolEnd } from './spool/spool-intake.ts';
import { createMemoryMedium, type SpoolMedium } from './spool/spool-medium.ts';

export type { SpoolEnd } from './spool/spool-intake.ts';

/** What a spool can be told too late, too early or too often. */
export type SpoolErrorKind = 'too-large' | 'ended' | 'not-ended' | 'discarded';

/** A use of a spool that it cannot serve; failures of the disk come as they are. */
export class SpoolError extends Error {
  readonly kind: SpoolErrorKind;

  constructor(kind: SpoolErrorKind, message: string) {
    super(message);
    this.name = 'SpoolError';
    this.kind = kind;
  }
}

/** Part of a spool, in bytes; `end` is the first byte not wanted, default the spool's end. */
export interface SpoolRange {
  start: number;
  end?: number;
}

/** Bytes from one writer to any number of readers, none of whom slows the writer down. */
export interface Spool {
  /** Bytes taken so far. */
  readonly size: number;
  /** Undefined in memory, also where the disk took no more. */
  readonly path: string | undefined;
  /**
   * Takes a chunk, which may be changed once it resolves, as it does when there is room for more.
   * Rejects SpoolError `too-large` over the spool's limit, and whatever an earlier write failed with.
   */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when everything is written and fsynced. */
  end(): Promise<SpoolEnd>;
  /** Follows the writer to the end; throws where writing failed or the spool was discarded. */
  read(range?: SpoolRange): AsyncIterable<Buffer>;
  /**
   * Gives an ended spool's file its lasting name beside its first one, on the same file system;
   * durable when it resolves. In memory nothing happens. Either way `discard` takes the first name
   * away from then on, and leaves the bytes alone.
   */
  linkTo(path: string): Promise<void>;
  /** Removes the bytes, and fails those who still read them; may be called at any time and again. */
  discard(): Promise<void>;
}

/**
 * Makes a spool in a new file `<name>.part` of this folder, under a random name by default;
 * `maxBytes` is without limit by default. With `rescue` it goes on where the disk does not.
 */
export async function createSpool(options: {
  directory: string;
  maxBytes?: number;
  name?: string;
  rescue?: Rescue;
}): Promise<Spool> {
  const { directory, maxBytes, name = randomName(), rescue } = options;
  const open = () => createFileMedium(join(directory, `${name}.part`));
  return createSpoolOn(await (rescue ? openRescuingMedium(open, rescue) : open()), maxBytes);
}

/** Makes a spool that is gone with the process. */
export function createMemorySpool(options: { maxBytes?: number }): Spool {
  return createSpoolOn(createMemoryMedium(), options.maxBytes);
}

/** Makes a spool over any medium. */
export function createSpoolOn(medium: SpoolMedium, maxBytes = Number.POSITIVE_INFINITY): Spool {
  const intake = createSpoolIntake();
  const progress = createProgress();
  const writer = createBatchWriter(async (batch) => {
    try {
      progress.check();
      const appended = medium.append([batch]);
      // While the disk works.
      intake.hash(batch);
      await appended;
      progress.advance(batch.length);
    } catch (reason) {
      progress.fail(reason);
    }
  });
  let ending: Promise<SpoolEnd> | undefined;
  let linking: Promise<boolean> | undefined;
  let removing: Promise<void> | undefined;

  async function finish(): Promise<SpoolEnd> {
    await writer.flush();
    progress.check();
    await medium.sync().catch(progress.fail);
    progress.check();
    progress.end();
    return intake.finish();
  }

  async function remove(): Promise<void> {
    await writer.rest();
    await ending?.catch(ignore);
    await medium.remove();
  }

  return {
    get size() {
      return intake.size;
    },
    get path() {
      return medium.path;
    },
    async write(chunk) {
      progress.check();
      if (ending) throw new SpoolError('ended', 'The spool has ended and takes nothing more.');
      if (intake.size + chunk.length > maxBytes) {
        progress.fail(new SpoolError('too-large', `More than ${maxBytes} bytes were written.`));
        progress.check();
      }
      intake.take(chunk);
      await writer.write(chunk);
      progress.check();
    },
    end() {
      ending ??= finish();
      return ending;
    },
    read: (range) => follow(medium, progress, range),
    async linkTo(path) {
      progress.check();
      if (!progress.ended) throw new SpoolError('not-ended', 'Only an ended spool can be kept.');
      linking = medium.linkTo(path).then(() => true);
      await linking;
    },
    async discard() {
      if (await linking?.catch(ignore)) return medium.dropFirstName();
      progress.fail(new SpoolError('discarded', 'The spool was discarded.'));
      removing ??= remove();
      await removing;
    },
  };
}

function ignore(): undefined {}

async function* follow(
  medium: SpoolMedium,
  progress: Progress,
  { start, end = Number.POSITIVE_INFINITY }: SpoolRange = { start: 0 },
): AsyncGenerator<Buffer> {
  let position = start;
  while (position < end) {
    progress.check();
    const readable = Math.min(end, progress.bytes);
    if (position < readable) {
      for await (const piece of medium.read(position, readable)) {
        progress.check();
        position += piece.length;
        yield piece;
      }
    } else if (progress.ended) return;
    else await progress.changed();
  }
}
