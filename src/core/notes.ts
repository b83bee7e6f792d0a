import type { ErrorCode } from './error-table.ts';
import { toAppError } from './errors.ts';
import type { Logger } from './logger.ts';

/** Writes one fact; resolves to whether that was done, as a strict writer always does. */
export type Note = (write: () => Promise<void>) => Promise<boolean>;

/** What is to be written of one generation whose picture matters more than its records. */
export interface Notes {
  /**
   * Writes at once, or false: then this and everything after it is written later, in order, as soon
   * as the records can be written again.
   */
  write: Note;
  /** Nothing more is tried at once: whoever waits has waited for the records already. */
  postpone(): void;
}

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
/** Of a fact that is refused while others are taken. */
const mostRefusals = 3;

/** What passes when the disk has room again, or the database is back. */
const passing: readonly ErrorCode[] = [
  'store_unreachable',
  'store_unusable',
  'store_unreadable',
  'folder_not_writable',
  'disk_full',
];

/** Writes at once and rejects where that fails: for what nobody has paid for. */
export const strictly: Note = async (write) => {
  await write();
  return true;
};

/** Makes the notes of one generation; they are given up only where this process ends. */
export function createNotes(generation: string, logger: Logger): Notes {
  const waiting: (() => Promise<void>)[] = [];
  let postponed = false;
  let catchingUp = false;

  function keep(write: () => Promise<void>): false {
    waiting.push(write);
    if (!catchingUp) {
      catchingUp = true;
      void catchUp();
    }
    return false;
  }

  async function catchUp(): Promise<void> {
    let refusals = 0;
    for (let pauseMs = firstPauseMs; waiting.length > 0; ) {
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      try {
        for (let next = waiting[0]; next; next = waiting[0]) {
          await next();
          waiting.shift();
          refusals = 0;
        }
      } catch (thrown) {
        const { code } = toAppError(thrown);
        // A restart finds the bytes and tells the rest.
        if (code === 'shutting_down') return;
        if (!passing.includes(code)) refusals += 1;
        if (refusals < mostRefusals) continue;
        logger.error({ generation, cause: thrown }, 'a fact about it could not be recorded');
        waiting.shift();
        refusals = 0;
      }
    }
    catchingUp = false;
    postponed = false;
    logger.info({ generation }, 'its records were written late');
  }

  return {
    async write(write) {
      if (postponed || catchingUp) return keep(write);
      try {
        await write();
        return true;
      } catch (cause) {
        logger.error({ generation, cause }, 'it could not be recorded and is tried again');
        return keep(write);
      }
    },
    postpone() {
      postponed = true;
    },
  };
}

/** Holds no process up that wants to end. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}
