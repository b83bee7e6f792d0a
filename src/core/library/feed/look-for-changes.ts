import type { Generation } from '../../generation.ts';
import type { Store } from '../../store.ts';
import type { Change } from './change-trail.ts';

const newestWatched = 50;
const runningWatched = 50;

/** Finds by looking what no sign told of: another process on the same file changed it. */
export interface ChangeLook {
  /** What is otherwise than at the last look; nothing the first time. */
  look(): Promise<Change[]>;
  /** Takes note of what was told otherwise, so that it is no news. */
  note(change: Change): void;
  /** Forgets everything: the next look is a first one. */
  forget(): void;
}

interface Known {
  owner: string;
  createdAt: number;
  running: boolean;
  text: string;
}

/** Makes it; of everybody’s generations it watches the newest, and what was seen under way. */
export function createChangeLook(
  store: Pick<Store, 'listGenerations' | 'findGeneration'>,
): ChangeLook {
  const known = new Map<string, Known>();
  let isFirst = true;

  function learn(generation: Generation): boolean {
    const { id, owner, createdAt, endedAt } = generation;
    const text = JSON.stringify(generation);
    const isNews = known.get(id)?.text !== text;
    known.set(id, { owner, createdAt, running: endedAt === undefined, text });
    return isNews;
  }

  async function readAll(): Promise<{ there: Generation[]; gone: string[] }> {
    const newest = await store.listGenerations(undefined, newestWatched);
    const listed = new Set(newest.map(({ id }) => id));
    const others = [...known].filter(([id]) => !listed.has(id));
    const oldest = newest.length < newestWatched ? 0 : (newest.at(-1)?.createdAt ?? 0);
    const gone = others.filter(([, { createdAt }]) => createdAt > oldest).map(([id]) => id);
    const running = others.filter(([id, one]) => one.running && !gone.includes(id));
    const there = [...newest];
    for (const [id] of running.slice(0, runningWatched)) {
      const found = await store.findGeneration(id);
      if (found) there.push(found);
      else gone.push(id);
    }
    for (const [id, { running }] of others) if (!running && !gone.includes(id)) known.delete(id);
    return { there, gone };
  }

  return {
    async look() {
      const { there, gone } = await readAll();
      const changes: Change[] = gone.map((id) => {
        const owner = known.get(id)?.owner ?? '';
        known.delete(id);
        return { type: 'deleted', id, owner };
      });
      // The oldest first, as they came.
      for (const generation of there.toReversed()) {
        const { owner } = generation;
        if (learn(generation)) changes.push({ type: 'changed', owner, generation });
      }
      if (!isFirst) return changes;
      isFirst = false;
      return [];
    },
    note(change) {
      if (change.type === 'deleted') known.delete(change.id);
      else learn(change.generation);
    },
    forget() {
      known.clear();
      isFirst = true;
    },
  };
}
