import { randomName } from '../../kit/random-name.ts';
import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import type { Generation } from '../generation.ts';
import type { Store } from '../store.ts';
import type { History } from './history.ts';
import type { Share } from './share.ts';

/** Pictures that their owners show to whoever has a link, until they take that back. */
export interface Sharing {
  /** Shares a generation that has pictures; one that is shared keeps its link. Throws `not_found`. */
  share(generationId: string, showsPrompt: boolean, caller: Caller): Promise<Share>;
  /** Takes that back: its link shows nothing from now on. Throws `not_found`. */
  unshare(generationId: string, caller: Caller): Promise<void>;
  /** The share of a generation the caller may see; undefined where it is not shared. */
  findOf(generationId: string): Promise<Share | undefined>;
  /** What a link shows; undefined where it shows nothing, or nothing any more. */
  open(id: string): Promise<{ share: Share; generation: Generation } | undefined>;
}

/** What shares are kept in and checked with. */
export interface SharingOptions {
  store: Pick<Store, 'shares' | 'findGeneration'>;
  history: Pick<History, 'find'>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Makes the one place that shares. */
export function createSharing({ store, history, now }: SharingOptions): Sharing {
  return {
    async share(generationId, showsPrompt, caller) {
      const { generation } = await history.find(generationId, caller);
      if (generation.assets.length === 0) throw nothingToShow(generationId);
      return store.shares.save({ id: randomName(), generationId, showsPrompt, createdAt: now() });
    },
    async unshare(generationId, caller) {
      await history.find(generationId, caller);
      await store.shares.remove(generationId);
    },
    findOf: (generationId) => store.shares.findOf(generationId),
    async open(id) {
      const share = /^[a-z2-7]{26}$/.test(id) ? await store.shares.find(id) : undefined;
      const generation = share && (await store.findGeneration(share.generationId));
      return share && generation && { share, generation };
    },
  };
}

function nothingToShow(id: string): AppError {
  const hint = {
    en: 'It has no picture that could be shared.',
    zh: '它没有可以分享的图片。',
  };
  return new AppError('not_found', { what: JSON.stringify(id), hint });
}
