import type { OpenAsset } from '../../core/asset-folder.ts';
import type { ByteRoom } from '../../kit/spool/byte-room.ts';
import type { Spool } from '../../kit/spool.ts';

/** Assets that the disk did not take, held until it does. */
export interface RescuedAssets {
  readonly size: number;
  add(name: string, spool: Spool): void;
  open(name: string): OpenAsset | undefined;
  /** Tells whether it was there. */
  forget(name: string): boolean;
}

/**
 * Makes a place in memory for assets, whose bytes `room` has counted already; what `write` has put on
 * the disk leaves it. That is tried every so often while there is something to write.
 */
export function createRescuedAssets(options: {
  room: ByteRoom;
  write(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  retryMs: number;
}): RescuedAssets {
  const held = new Map<string, Spool>();
  let timer: NodeJS.Timeout | undefined;

  function retryLater(): void {
    if (held.size === 0 || timer) return;
    timer = setTimeout(() => void writeAll(), options.retryMs).unref();
  }

  async function writeAll(): Promise<void> {
    try {
      for (const [name, spool] of held) {
        await options.write(name, spool.read());
        forget(name);
      }
    } catch {
      // The disk is as it was; whoever asks whether it can be written is told why not.
    }
    timer = undefined;
    retryLater();
  }

  function forget(name: string): boolean {
    const spool = held.get(name);
    if (spool) options.room.give(spool.size);
    return held.delete(name);
  }

  return {
    get size() {
      return held.size;
    },
    add(name, spool) {
      held.set(name, spool);
      retryLater();
    },
    open(name) {
      const spool = held.get(name);
      return spool && { size: spool.size, bytes: (range) => spool.read(range) };
    },
    forget,
  };
}
