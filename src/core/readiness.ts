import { toAppError } from './errors.ts';
import type { Parts } from './parts.ts';

/** What works: the records can be asked, images can be written. */
export interface Readiness {
  store: boolean;
  storage: boolean;
}

/** A sign of life that takes longer is none, in milliseconds. */
const patience = 5_000;
/** Whoever asks more often gets the answer that is there, in milliseconds. */
const freshFor = 1_000;

/** Makes a look at store and storage that costs the same however often it is asked for. */
export function createReadiness(
  parts: Pick<Parts, 'store' | 'assets' | 'logger' | 'now'>,
): () => Promise<Readiness> {
  let last: { at: number; found: Promise<Readiness> } | undefined;

  async function works(what: keyof Readiness, look: () => Promise<unknown>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${patience} ms`)), patience);
    });
    try {
      await Promise.race([look(), late]);
      return true;
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      parts.logger.warn({ what, code, cause: thrown }, `not ready: ${message}`);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async function look(): Promise<Readiness> {
    const [store, storage] = await Promise.all([
      works('store', () => parts.store.findGeneration('')),
      works('storage', () => writeOne(parts)),
    ]);
    return { store, storage };
  }

  return () => {
    const now = parts.now();
    if (!last || now - last.at >= freshFor) last = { at: now, found: look() };
    return last.found;
  };
}

/** A folder may be read long after its disk is full. */
async function writeOne({ assets }: Pick<Parts, 'assets'>): Promise<void> {
  await assets.check();
  const spool = await assets.begin();
  try {
    await spool.write(Buffer.from('.'));
    await spool.end();
  } finally {
    await spool.discard();
  }
}
