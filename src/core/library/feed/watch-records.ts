import type { Logger } from '../../logger.ts';
import type { Sign } from '../../signals.ts';
import type { Store } from '../../store.ts';
import type { Change } from './change-trail.ts';
import { createChangeLook } from './look-for-changes.ts';

/** Between two looks at the records, in milliseconds: where signs come from everywhere, and where they do not. */
const lookEvery = { told: 15_000, untold: 1_000 };
/** Signs that come together are looked up together. */
const gatherMs = 40;
const mostAtOnce = 200;

/** What is watched. */
export interface WatchedRecords {
  store: Pick<Store, 'signals' | 'findGeneration' | 'findAsset' | 'listGenerations'>;
  logger: Pick<Logger, 'warn'>;
}

/** Watches records between `start` and `stop`. */
export interface RecordsWatch {
  start(): void;
  stop(): void;
}

/** Watches by signs and by looking; tells what changed, or that something may have been missed. */
export function watchRecords(
  { store, logger }: WatchedRecords,
  { tell, lose }: { tell(changes: Change[]): void; lose(): void },
): RecordsWatch {
  const changed = createChangeLook(store);
  const waiting = new Set<string>();
  let stopListening: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;

  function hear(sign: Sign): void {
    if (sign.type === 'deleted') {
      const change: Change = { type: 'deleted', id: sign.id, owner: sign.owner };
      changed.note(change);
      tell([change]);
      return;
    }
    if (sign.type !== 'begun' && sign.type !== 'ended' && sign.type !== 'image-changed') return;
    waiting.add(sign.id);
    gathering ??= setTimeout(() => void attempt(readWaiting), gatherMs).unref();
  }

  async function readWaiting(): Promise<void> {
    const ids = new Set(waiting);
    waiting.clear();
    gathering = undefined;
    if (ids.size > mostAtOnce) return lose();
    const read = new Set<string>();
    for (const id of ids) {
      const generationId = id.startsWith('img_') ? (await store.findAsset(id))?.generationId : id;
      if (generationId === undefined || read.has(generationId)) continue;
      read.add(generationId);
      const generation = await store.findGeneration(generationId);
      if (!generation) continue;
      const change: Change = { type: 'changed', owner: generation.owner, generation };
      changed.note(change);
      tell([change]);
    }
  }

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      logger.warn({ cause }, 'the history could not be followed for a moment');
      lose();
    }
  }

  function lookLater(): void {
    const every = store.signals.live ? lookEvery.told : lookEvery.untold;
    timer = setTimeout(async () => {
      await attempt(async () => tell(await changed.look()));
      if (stopListening) lookLater();
    }, every).unref();
  }

  return {
    start() {
      if (stopListening) return;
      stopListening = store.signals.listen(hear);
      void attempt(async () => tell(await changed.look()));
      lookLater();
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(gathering);
      gathering = undefined;
      waiting.clear();
      stopListening?.();
      stopListening = undefined;
      changed.forget();
    },
  };
}
