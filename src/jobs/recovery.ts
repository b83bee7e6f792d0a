import type { LeftSpool } from '../core/asset-folder.ts';
import { leaseMilliseconds } from '../core/generate.ts';
import type { LeaseHolder, Orphan } from '../core/leases.ts';
import type { Parts } from '../core/parts.ts';
import { isGone } from '../core/process-id.ts';
import { addLateImages, recoverGeneration } from '../core/recover.ts';
import { readSpoolLabel } from '../core/spool-label.ts';
import { forEachAtOnce } from '../kit/for-each-at-once.ts';
import { isRunning } from '../kit/is-running.ts';

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
  const { store, assets, processId, logger, now } = parts;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let late = new Set<string>();
  /** Taken over, but not finished, as on a full disk. */
  let unfinished: Orphan[] = [];

  const gone = (owner: string) => isGone(owner, processId, runs);

  /**
   * Who is gone, or has let its leases run out. A process of this machine that still runs may have
   * slept with it: it is given the time until the next look to wake up.
   */
  async function findDead(): Promise<LeaseHolder[]> {
    const holders = await store.leases.holders();
    const over = holders.filter(({ owner, until }) => owner !== processId && until <= now());
    const before = late;
    late = new Set(over.map(({ owner }) => owner));
    return holders.filter(({ owner }) => {
      if (gone(owner)) return true;
      if (!late.has(owner)) return false;
      return !isOfThisMachine(owner) || before.has(owner);
    });
  }

  async function takeOver(dead: LeaseHolder): Promise<Orphan[]> {
    const heir = { owner: processId, until: now() + leaseMilliseconds };
    return store.leases.takeOver(dead, heir, now());
  }

  async function work(): Promise<void> {
    const dead = await findDead();
    const taken = await Promise.all(dead.map(takeOver));
    const orphans = [...(await seeAgain(unfinished)), ...taken.flat()];
    unfinished = [];
    const spools = groupSpools(await assets.leftSpools());
    await forEachAtOnce(orphans, atOnce, async (orphan) => {
      const { id } = orphan.generation;
      const left = spools.get(id) ?? [];
      spools.delete(id);
      const done = await orLog(id, () => recoverGeneration(orphan, left.filter(isLeft), parts));
      if (!done) unfinished.push(orphan);
    });
    await forEachAtOnce(spools, atOnce, async ([id, left]) => {
      await orLog(id, () => tidy(id, left.filter(isAbandoned)));
    });
  }

  /** Whether its generation, which is another's now, is all it could be written for. */
  function isLeft({ processId: writer = '' }: LeftSpool): boolean {
    return gone(writer) || !isOfThisMachine(writer);
  }

  function isAbandoned({ processId: writer = '', modifiedAt }: LeftSpool): boolean {
    return gone(writer) || (writer !== processId && modifiedAt < now() - longestWriting);
  }

  function isOfThisMachine(owner: string): boolean {
    return owner.split(':')[0] === processId.split(':')[0];
  }

  /** Finishes or removes what lies there for a generation that nobody works on. */
  async function tidy(id: string | undefined, left: readonly LeftSpool[]): Promise<void> {
    const generation = left.length > 0 && id ? await store.findGeneration(id) : undefined;
    // Of one that goes on elsewhere, as where its lease has just been taken.
    if (generation && generation.endedAt === undefined) return;
    if (generation?.error && generation.state !== 'cancelled')
      await addLateImages(generation, left, parts);
    for (const spool of left) await spool.discard();
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

  /** Some of their images may be kept by now. */
  async function seeAgain(orphans: readonly Orphan[]): Promise<Orphan[]> {
    const seen = orphans.map(async (orphan) => {
      const generation = await store.findGeneration(orphan.generation.id);
      return generation?.endedAt === undefined && generation ? { ...orphan, generation } : [];
    });
    return (await Promise.all(seen)).flat();
  }

  async function look(): Promise<void> {
    looking ??= work().finally(() => {
      looking = undefined;
    });
    await looking;
  }

  function run(): void {
    look().catch((cause: unknown) => {
      logger.warn({ cause }, 'what was left behind could not be looked for');
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
