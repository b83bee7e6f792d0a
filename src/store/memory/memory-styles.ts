import type { KeptStyle, StyleStore } from '../../core/style.ts';

/** Styles in memory. */
export function createMemoryStyles(): StyleStore {
  const styles = new Map<string, KeptStyle>();
  const placeOf = (owner: string, name: string) => JSON.stringify([owner, name]);
  return {
    async save(style) {
      styles.set(placeOf(style.owner, style.name), structuredClone(style));
    },
    async list(owners) {
      const found = [...styles.values()].filter(({ owner }) => owners.includes(owner));
      return structuredClone(found.toSorted(byName));
    },
    delete: async (owner, name) => styles.delete(placeOf(owner, name)),
  };
}

function byName(a: KeptStyle, b: KeptStyle): number {
  if (a.name === b.name) return a.owner < b.owner ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}
