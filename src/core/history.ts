import type { Caller } from './caller.ts';
import { AppError, toAppError } from './errors.ts';
import type { Generation } from './generation.ts';
import type { Asset } from './image.ts';
import type { Parts } from './parts.ts';
import type { Job } from './queue.ts';
import type { GenerationFilter } from './store.ts';

/** What became of a generation somebody wanted gone. */
export interface Removal {
  /** As it was left; of a deleted one as it was before. */
  generation: Generation;
  /** It was under way, and was stopped. */
  cancelled: boolean;
  /** It had ended, and is forgotten. */
  deleted: boolean;
  /** Where images of a deleted one still stand, because their host did not take them away. */
  left: string[];
}

/** What callers may know and undo of generations that went before: their own, or all for ADMIN. */
export interface History {
  /** The newest first. */
  list(filter: GenerationFilter, limit: number, caller: Caller): Promise<Generation[]>;
  /** With its job where it is under way here; throws `not_found`, also for what is another's. */
  find(id: string, caller: Caller): Promise<{ generation: Generation; job: Job | undefined }>;
  /**
   * Cancels a generation that is under way, or deletes one that has ended: its images here and at
   * its host, its prompt and its parameters; what it cost stays in the books. Throws as `find`, or
   * `works_elsewhere`.
   */
  remove(id: string, caller: Caller): Promise<Removal>;
}

type HistoryParts = Pick<Parts, 'store' | 'assets' | 'queue' | 'chooseHost' | 'logger' | 'now'>;

/** How long a host may take to delete one image, in milliseconds. */
const deletePatience = 15_000;

/** Makes the one place that looks back. */
export function createHistory(parts: HistoryParts): History {
  const { store, queue } = parts;

  async function find(id: string, caller: Caller) {
    const generation = /^gen_\w+$/.test(id) ? await store.findGeneration(id) : undefined;
    const owner = ownerFor(caller);
    if (!generation || (owner !== undefined && generation.owner !== owner)) throw notFound(id);
    return { generation, job: queue.find(id) };
  }

  return {
    find,
    list: (filter, limit, caller) => store.listGenerations(ownerFor(caller), limit, filter),
    async remove(id, caller) {
      const { generation, job } = await find(id, caller);
      if (job) {
        job.cancel();
        return { generation: await job.done, cancelled: true, deleted: false, left: [] };
      }
      if (generation.endedAt === undefined) throw new AppError('works_elsewhere', { what: id });
      const left = await removeAssets(generation.assets, parts);
      // Last, so that a deletion that was interrupted can be asked for again.
      await store.journal.append({ type: 'generation-deleted', id, at: parts.now() });
      return { generation, cancelled: false, deleted: true, left };
    },
  };
}

/** Whose generations a caller may see; undefined for everybody's. */
function ownerFor(caller: Caller): string | undefined {
  return caller.id === 'admin' ? undefined : caller.id;
}

/** Removes their bytes everywhere; gives back the addresses where they still stand. */
async function removeAssets(assets: readonly Asset[], parts: HistoryParts): Promise<string[]> {
  const left: string[] = [];
  for (const asset of assets) {
    if (asset.hostedUrl !== undefined && !(await removeAtHost(asset, parts))) {
      left.push(asset.hostedUrl);
    }
    await parts.assets.remove(asset.name);
  }
  return left;
}

async function removeAtHost(asset: Asset, { chooseHost, logger }: HistoryParts): Promise<boolean> {
  try {
    const host = chooseHost(undefined);
    if (host.name !== asset.host || !host.delete || asset.deleteRef === undefined) return false;
    await host.delete(asset.deleteRef, AbortSignal.timeout(deletePatience));
    return true;
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    logger.warn({ asset: asset.id, host: asset.host, code }, message);
    return false;
  }
}

function notFound(id: string): AppError {
  const hint = {
    en: 'GET /v1/generations lists yours.',
    zh: 'GET /v1/generations 可列出您的记录。',
  };
  return new AppError('not_found', { what: JSON.stringify(id), hint });
}
