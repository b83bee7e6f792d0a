import type { KeptFile } from '../../core/library/kept-file.ts';
import type { Store } from '../../core/store.ts';

/** Rows of files in memory. */
export interface MemoryFiles {
  queries: Pick<Store, 'findFile' | 'expiredFiles' | 'sizeOfFiles'>;
  add(file: KeptFile): void;
  /** Tells whether there was one. */
  delete(id: string): boolean;
}

/** Makes them, empty. */
export function createMemoryFiles(): MemoryFiles {
  const files = new Map<string, KeptFile>();
  return {
    add: (file) => void files.set(file.id, file),
    delete: (id) => files.delete(id),
    queries: {
      findFile: async (id) => structuredClone(files.get(id)),
      async expiredFiles(now, limit) {
        const expired = [...files.values()].filter(({ expiresAt }) => expiresAt <= now);
        expired.sort((a, b) => a.expiresAt - b.expiresAt);
        return structuredClone(expired.slice(0, limit));
      },
      async sizeOfFiles(owner) {
        const own = [...files.values()].filter((file) => file.owner === owner);
        return own.reduce((sum, { size }) => sum + size, 0);
      },
    },
  };
}
