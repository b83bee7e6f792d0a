import type { Caller } from '../caller.ts';
import { AppError, toAppError } from '../errors.ts';
import type { Generation } from '../generation.ts';
import type { Asset } from '../image.ts';
import { cancelElsewhere } from '../job/cancel.ts';
import type { Parts } from '../parts.ts';
import type { Job } from '../queue.ts';
import type { GenerationFilter } from '../store.ts';
import { expiryOf, type KeepingTerms } from './shelf.ts';

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

/** A generation, and how it stands in this process. */
export interface Found {
  generation: Generation;
  /** Where it is under way here. */
  job: Job | undefined;
  /** How many come before it; undefined where it does not wait. */
  ahead: number | undefined;
}

/** What callers may know and undo of generations that went before: their own, or all for ADMIN. */
export interface History {
  /** The newest first. */
  list(filter: GenerationFilter, limit: number, caller: Caller): Promise<Generation[]>;
  /** The ids of the same list alone. */
  listIds(filter: GenerationFilter, limit: number, caller: Caller): Promise<string[]>;
  /** Throws `not_found`, also for what is another's. */
  find(id: string, caller: Caller): Promise<Found>;
  /**
   * Cancels a generation that is under way, whichever process works on it; one that has ended stays
   * as it is. Throws as `find`, or `works_elsewhere` where that process does not answer in time.
   */
  cancel(id: string, caller: Caller): Promise<Generation>;
  /**
   * Cancels a generation that is under way, or deletes one that has ended: its images here and at
   * its host, its prompt and its parameters; what it cost stays in the books. Throws as `cancel`.
   */
  remove(id: string, caller: Caller): Promise<Removal>;
  /**
   * Makes an image a favourite, whose copy here does not expire, or takes that back; gives it as it
   * is now. Throws `not_found`, also for what is another's.
   */
  favour(id: string, favourite: boolean, caller: Caller): Promise<Asset>;
  /** When an image's copy here will be over by its age; undefined where nobody knows. */
  expiryOf(asset: Asset): number | undefined;
}

/** How long a host may take to delete one image, in milliseconds. */
const deletePatience = 15_000;

/** Makes the one place that looks back. */
export function createHistory(
  parts: Parts,
  { keptFor }: Pick<KeepingTerms, 'keptFor'> = { keptFor: undefined },
): History {
  const { store, queue } = parts;

  async function find(id: string, caller: Caller): Promise<Found> {
    const generation = /^gen_\w+$/.test(id) ? await store.findGeneration(id) : undefined;
    const owner = ownerFor(caller);
    if (!generation || (owner !== undefined && generation.owner !== owner)) throw notFound(id);
    const job = queue.find(id);
    return { generation, job, ahead: await placeOf(generation, job) };
  }

  async function placeOf({ id, state }: Generation, job: Job | undefined) {
    if (state !== 'accepted') return undefined;
    return job ? queue.places.placeOf(id) : store.leases.countAhead(id);
  }

  async function stop({ generation, job }: Found): Promise<Generation> {
    if (generation.endedAt !== undefined) return generation;
    job?.cancel();
    const ended = job ? await job.done : await cancelElsewhere(generation.id, parts);
    if (!ended) throw notFound(generation.id);
    return ended;
  }

  /** An upload belongs to nobody but whoever knows its id. */
  async function findImage(id: string, caller: Caller): Promise<Asset> {
    const asset = /^img_\w+$/.test(id) ? await store.findAsset(id) : undefined;
    if (!asset) throw notFound(id);
    if (asset.generationId !== undefined) await find(asset.generationId, caller);
    return asset;
  }

  return {
    find,
    expiryOf: (asset) => expiryOf(asset, keptFor),
    async favour(id, favourite, caller) {
      const { favouriteAt } = await findImage(id, caller);
      if ((favouriteAt !== undefined) !== favourite) {
        const at = favourite ? parts.now() : undefined;
        const marked = store.journal.append({ type: 'asset-favoured', id, at });
        // It may have been deleted in between, and is then simply not there.
        await marked.catch((thrown: unknown) =>
          findImage(id, caller).then(() => Promise.reject(thrown)),
        );
      }
      return findImage(id, caller);
    },
    listIds: (filter, limit, caller) => store.listGenerationIds(ownerFor(caller), limit, filter),
    list: (filter, limit, caller) => store.listGenerations(ownerFor(caller), limit, filter),
    cancel: async (id, caller) => stop(await find(id, caller)),
    async remove(id, caller) {
      const found = await find(id, caller);
      const { generation } = found;
      if (generation.endedAt === undefined) {
        return { generation: await stop(found), cancelled: true, deleted: false, left: [] };
      }
      const left = await removeAssets(generation.assets, parts);
      // Last, so that a deletion that was interrupted can be asked for again.
      const { owner } = generation;
      await store.journal.append({ type: 'generation-deleted', id, at: parts.now(), owner });
      return { generation, cancelled: false, deleted: true, left };
    },
  };
}

/** Whose generations a caller may see; undefined for everybody's. */
export function ownerFor(caller: Caller): string | undefined {
  return caller.id === 'admin' ? undefined : caller.id;
}

/** Removes their bytes everywhere; gives back the addresses where they still stand. */
async function removeAssets(assets: readonly Asset[], parts: Parts): Promise<string[]> {
  const left: string[] = [];
  for (const asset of assets) {
    if (asset.hostedUrl !== undefined && !(await removeAtHost(asset, parts))) {
      left.push(asset.hostedUrl);
    }
    await parts.assets.remove(asset.name);
  }
  return left;
}

async function removeAtHost(asset: Asset, { chooseHost, logger }: Parts): Promise<boolean> {
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
