import type { Generation } from '../core/generation.ts';
import type { GenerationFilter } from '../core/store.ts';

/** Orders generations by their place in the list, the newest first. */
export function byNewest(a: Place, b: Place): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

function isBehind(generation: Place, after: Place): boolean {
  return generation.id !== after.id && byNewest(after, generation) < 0;
}

type Place = Pick<Generation, 'id' | 'createdAt'>;

/** Tells whether a filter lets a generation through; `after` is the place of the one it names. */
export function createFilter(
  owner: string | undefined,
  { provider, model, states, words = [], since, until }: GenerationFilter,
  after: Place | undefined,
): (generation: Generation) => boolean {
  const isWished = <Value>(wish: Value | undefined, value: Value) =>
    wish === undefined || wish === value;
  return (generation) =>
    isWished(owner, generation.owner) &&
    isWished(provider, generation.provider) &&
    isWished(model, generation.model) &&
    (states === undefined || states.includes(generation.state)) &&
    words.every((word) => generation.prompt.toLowerCase().includes(word.toLowerCase())) &&
    (since === undefined || generation.createdAt >= since) &&
    (until === undefined || generation.createdAt < until) &&
    (after === undefined || isBehind(generation, after));
}
