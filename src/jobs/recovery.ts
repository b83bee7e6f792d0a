import type { LeftSpool } from '../core/asset-folder.ts';
import { type LeaseHolder, leaseMilliseconds, type Orphan } from '../core/leases.ts';
import type { Parts } from '../core/parts.ts';
import { addLateImages, recoverGeneration } from '../core/recover.ts';
import { readSpoolLabel } from '../core/spool-label.ts';
import { forEachAtOnce } from '../kit/for-each-at-once.ts';
import { isRunning } from '../kit/is-running.ts';
import { createDeadProcesses, type DeadProcesses } from './dead-processes.ts';

const everyMs = 30_000;
const atOnce = 16;
/** A spool whose writer nobody can know any more is not written after such a time. */
const longestWriting = 24 * 60 * 60_000;

/** Goes on with what processes left that are gone. */
export interface Recovery {
  /** Looks for it now and from time to time, until `stop`. */
  start(): void;
  /** Resolves when nothing of it is under way any more. */
  stop(): Promise<void>;
  /** Looks once; what could not be recovered is logged, and tried again by whoever looks next. */
  look(): Promise<void>;
  /** Whether it is looking just now. */
  readonly isBusy: boolean;
}

/** Makes the recovery of one process; any number of them on one store do nothing twice. */
export function createRecovery(parts: Parts, runs = isRunning): Recovery {
  const work = createWork(parts, createDeadProcesses(parts, runs));
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    looking ??= work().finally(() => {
      looking = undefined;
    });
    await looking;
  }

  function run(): void {
    look().catch((cause: unknown) => {
      parts.logger.warn({ cause }, 'what was left behind could not be looked for');
    });
  }

  return {
    look,
    get isBusy() {
      return looking !== undefined;
    },
    start() {
      if (timer) return;
      run();
      timer = setInterval(run, everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await looking?.catch(() => {});
    },
  };
}

function createWork(parts: Parts, dead: DeadProcesses): () => Promise<void> {
  const { store, assets, processId, logger, now } = parts;
  /** Taken over, but not finished, as on a full disk. */
  let unfinished: Orphan[] = [];

  /** From then on nobody else looks after them. */
  async function takeOver(holder: LeaseHolder): Promise<void> {
    const heir = { owner: processId, until: now() + leaseMilliseconds };
    unfinished.push(...(await store.leases.takeOver(holder, heir, now())));
  }

  /** Some of their images may be kept by now, and some of them wanted no more. */
  async function seeAgain(orphans: readonly Orphan[]): Promise<Orphan[]> {
    const unwanted = orphans.length > 0 ? await store.leases.cancelled(processId) : [];
    const seen = orphans.map(async (orphan): Promise<Orphan[]> => {
      const { id } = orphan.generation;
      const generation = await store.findGeneration(id);
      if (!generation || generation.endedAt !== undefined) return [];
      return [{ ...orphan, generation, cancelled: unwanted.includes(id) }];
    });
    return (await Promise.all(seen)).flat();
  }

  /** Tells whether it went well. */
  async function orLog(generation: string | undefined, recover: () => Promise<void>) {
    try {
      await recover();
      return true;
    } catch (cause) {
      logger.error({ generation, cause }, 'what was left behind could not be finished');
      return false;
    }
  }

  /** Whether nobody writes it any more: its generation is this process's now. */
  const isLeft = ({ processId: writer = '' }: LeftSpool) =>
    dead.isGone(writer) || dead.isElsewhere(writer);

  const isAbandoned = ({ processId: writer = '', modifiedAt }: LeftSpool) =>
    dead.isGone(writer) || (writer !== processId && modifiedAt < now() - longestWriting);

  return async () => {
    unfinished = await seeAgain(unfinished);
    const holders = dead.among(await store.leases.holders());
    await Promise.all(holders.map(takeOver));
    const spools = groupSpools(await assets.leftSpools());
    const orphans = unfinished;
    unfinished = [];
    await forEachAtOnce(orphans, atOnce, async (orphan) => {
      const { id } = orphan.generation;
      const left = (spools.get(id) ?? []).filter(isLeft);
      spools.delete(id);
      const done = await orLog(id, () => recoverGeneration(orphan, left, parts));
      if (!done) unfinished.push(orphan);
    });
    await forEachAtOnce(spools, atOnce, async ([id, left]) => {
      await orLog(id, () => tidySpools(id, left.filter(isAbandoned), parts));
    });
  };
}

/** Finishes or removes what lies there for a generation that nobody works on. */
async function tidySpools(
  id: string | undefined,
  left: readonly LeftSpool[],
  parts: Parts,
): Promise<void> {
  const isFor = id !== undefined && left.length > 0;
  const generation = isFor ? await parts.store.findGeneration(id) : undefined;
  // Somebody goes on with it, as where its lease has just been taken.
  if (generation && generation.endedAt === undefined) return;
  const { error, state } = generation ?? {};
  if (generation && error && state !== 'cancelled') await addLateImages(generation, left, parts);
  for (const spool of left) await spool.discard();
}

/** By the generation they are for; those for none, such as previews and inputs, under undefined. */
function groupSpools(spools: readonly LeftSpool[]): Map<string | undefined, LeftSpool[]> {
  const groups = new Map<string | undefined, LeftSpool[]>();
  for (const spool of spools) {
    const id = readSpoolLabel(spool.label ?? '')?.generationId;
    const group = groups.get(id) ?? [];
    groups.set(id, group);
    group.push(spool);
  }
  return groups;
}
