import type { ByteRoom } from './byte-room.ts';
import { createMemoryMedium, type SpoolMedium } from './spool-medium.ts';

/** What becomes of bytes that the disk does not take. */
export interface Rescue {
  /** Where they go on; without it the disk's failure is the spool's. */
  room: ByteRoom | undefined;
  /** Turns a failure of the disk into what is thrown. */
  explain(failure: unknown): unknown;
  /** Told of a failure that was survived. */
  onRescue(failure: unknown): void;
}

/**
 * Makes a medium that lies on the disk for as long as that works, and in memory from then on: what
 * was written is read back, what comes is held while there is room.
 */
export async function openRescuingMedium(
  openDisk: () => Promise<SpoolMedium>,
  { room, explain, onRescue }: Rescue,
): Promise<SpoolMedium> {
  const memory = createMemoryMedium();
  let disk: SpoolMedium | undefined;
  let reason: unknown;
  let written = 0;
  let held = 0;

  function hold(bytes: number): void {
    if (!room?.take(bytes)) throw explain(reason);
    held += bytes;
  }

  async function leaveDisk(failure: unknown): Promise<void> {
    reason = failure;
    hold(written);
    const left = disk;
    if (left) {
      // What cannot be read back is lost, and the reason of that is the first failure.
      await copy(left.read(0, written), memory).catch(() => Promise.reject(explain(failure)));
      disk = undefined;
      await left.remove().catch(() => {});
    }
    onRescue(failure);
  }

  async function onDisk(work: (medium: SpoolMedium) => Promise<void>): Promise<void> {
    if (disk) await work(disk).catch(leaveDisk);
  }

  await openDisk().then((opened) => {
    disk = opened;
  }, leaveDisk);

  return {
    get path() {
      return disk?.path;
    },
    async append(pieces) {
      await onDisk((medium) => medium.append(pieces));
      const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
      if (!disk) {
        hold(bytes);
        await memory.append(pieces);
      }
      written += bytes;
    },
    sync: () => onDisk((medium) => medium.sync()),
    async *read(start, end) {
      yield* (disk ?? memory).read(start, end);
    },
    linkTo: (path) => onDisk((medium) => medium.linkTo(path)),
    dropFirstName: async () => disk?.dropFirstName(),
    async remove() {
      room?.give(held);
      held = 0;
      await memory.remove();
      await disk?.remove();
    },
  };
}

async function copy(bytes: AsyncIterable<Buffer>, medium: SpoolMedium): Promise<void> {
  for await (const piece of bytes) await medium.append([piece]);
}
