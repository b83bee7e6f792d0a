import { access, constants, statfs } from 'node:fs/promises';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { AppError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { randomName } from '../../kit/random-name.ts';
import { type ByteRoom, createByteRoom } from '../../kit/spool/byte-room.ts';
import { createSpool, type Spool } from '../../kit/spool.ts';
import { explainDiskError } from './disk-errors.ts';
import { nameSpool } from './left-spools.ts';

/** Of images that were on their way when the disk failed, in bytes. */
const rescueRoom = 256 * 1024 * 1024;
/** Nothing new begins on a disk with less room than this, in bytes. */
const leastFree = 16 * 1024 * 1024;
/** What is found good need not be looked at again for so long, in milliseconds. */
const goodFor = 1_000;
/** What is written to see whether a disk that failed takes anything again, in bytes. */
const probeSize = 256 * 1024;

/** Where bytes come in, on a disk that may fail. */
export interface SpoolFolder extends Pick<AssetFolder, 'check' | 'begin'> {
  /** Of what the disk did not take. */
  room: ByteRoom;
  /** Writes bytes to the disk or rejects; of the spool only what `then` makes of it stays. */
  write(
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    then: (written: Spool) => Promise<void>,
  ): Promise<void>;
}

/** Makes it over folders that are there. */
export function createSpoolFolder(options: {
  /** That holds the two others, for errors. */
  directory: string;
  spool: string;
  assets: string;
  maxBytes: number;
  processId: string | undefined;
  logger: Logger | undefined;
}): SpoolFolder {
  const { directory, spool, assets, maxBytes, processId, logger } = options;
  const room = createByteRoom(rescueRoom);
  let goodAt = 0;
  let isDoubtful = false;
  let checking: Promise<void> | undefined;

  function doubt(cause: unknown): void {
    goodAt = 0;
    isDoubtful = true;
    logger?.error({ cause }, 'the disk takes no more: an image is held in memory');
  }

  function open(label: string, limit: number, isPaid: boolean): Promise<Spool> {
    return createSpool({
      directory: spool,
      maxBytes: Math.min(limit, maxBytes),
      name: nameSpool(label, processId),
      rescue: {
        room: isPaid ? room : undefined,
        explain: (failure) => explainDiskError(failure, directory),
        onRescue: doubt,
      },
    });
  }

  const write: SpoolFolder['write'] = async (bytes, then) => {
    const written = await open(randomName(), maxBytes, false);
    try {
      for await (const chunk of bytes) await written.write(chunk);
      await written.end();
      await then(written);
    } finally {
      await written.discard();
    }
  };

  async function look(): Promise<void> {
    await checkDisk(directory, [assets, spool]);
    // Quotas and limits of files are seen by writing alone.
    const probe = Buffer.alloc(Math.min(maxBytes, probeSize));
    if (isDoubtful) await write([probe], async () => {});
    isDoubtful = false;
    goodAt = Date.now();
  }

  return {
    room,
    write,
    begin: (limit = maxBytes, label = undefined) =>
      open(label ?? randomName(), limit, label !== undefined),
    async check() {
      if (Date.now() - goodAt < goodFor) return;
      // All who ask while one looks are told what it sees.
      checking ??= look().finally(() => {
        checking = undefined;
      });
      await checking;
    },
  };
}

/** What can be seen without writing: leave to write, and free room. */
async function checkDisk(directory: string, folders: readonly string[]): Promise<void> {
  let free: number | undefined;
  try {
    for (const folder of folders) await access(folder, constants.W_OK | constants.X_OK);
    const { blocks, bavail, bsize } = await statfs(directory);
    // Some file systems do not tell their size at all.
    free = blocks > 0 ? bavail * bsize : undefined;
  } catch (thrown) {
    throw explainDiskError(thrown, directory);
  }
  if (free === undefined || free >= leastFree) return;
  const reason = { en: 'less than 16 MiB are free', zh: '剩余不足 16 MiB' };
  throw new AppError('disk_full', { folder: directory, reason });
}
