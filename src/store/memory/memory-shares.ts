import type { Share, ShareStore } from '../../core/library/share.ts';
import type { JournalEntry } from '../../core/store.ts';

/** Shares as long as the process lives, and what takes those of deleted generations away. */
export function createMemoryShares(): { queries: ShareStore; follow(entry: JournalEntry): void } {
  const ofGeneration = new Map<string, Share>();
  return {
    queries: {
      async save(share) {
        const before = ofGeneration.get(share.generationId);
        const saved = { ...share, ...before, showsPrompt: share.showsPrompt };
        ofGeneration.set(share.generationId, saved);
        return { ...saved };
      },
      async find(id) {
        return [...ofGeneration.values()].find((share) => share.id === id);
      },
      findOf: async (generationId) => ofGeneration.get(generationId),
      remove: async (generationId) => ofGeneration.delete(generationId),
    },
    follow(entry) {
      if (entry.type === 'generation-deleted') ofGeneration.delete(entry.id);
    },
  };
}
