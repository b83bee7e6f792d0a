import type { Generation } from '../../core/generation.ts';
import { hasNeedles, readNeedles, searchedText, wordsOf } from '../../core/library/search-words.ts';
import type { GenerationFilter } from '../../core/store.ts';
import { inputsOf } from '../sql/lineage-writes.ts';

/** Orders generations by their place in the list, the newest first. */
export function byNewest(a: Place, b: Place): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

function isBehind(generation: Place, after: Place): boolean {
  return generation.id !== after.id && byNewest(after, generation) < 0;
}

type Place = Pick<Generation, 'id' | 'createdAt'>;

/** Of generations as they stand here; what makes up their words does not change. */
const wordsOfKnown = new WeakMap<Generation, string>();

function readWords(generation: Generation): string {
  const words = wordsOfKnown.get(generation) ?? wordsOf(searchedText(generation));
  wordsOfKnown.set(generation, words);
  return words;
}

/** Tells whether a filter lets a generation through; `after` is the place of the one it names. */
export function createFilter(
  owner: string | undefined,
  filter: GenerationFilter,
  after: Place | undefined,
): (generation: Generation) => boolean {
  const { provider, model, states, words = [], since, until, favourite } = filter;
  const needles = readNeedles(words);
  const isFound = (generation: Generation) =>
    words.length === 0 || (needles.length > 0 && hasNeedles(readWords(generation), needles));
  const isWished = <Value>(wish: Value | undefined, value: Value) =>
    wish === undefined || wish === value;
  return (generation) =>
    isWished(owner, generation.owner) &&
    isWished(provider, generation.provider) &&
    isWished(model, generation.model) &&
    (states === undefined || states.includes(generation.state)) &&
    isFound(generation) &&
    (since === undefined || generation.createdAt >= since) &&
    (until === undefined || generation.createdAt < until) &&
    (!favourite || generation.assets.some(({ favouriteAt }) => favouriteAt !== undefined)) &&
    isOfKin(generation, filter) &&
    (after === undefined || isBehind(generation, after));
}

/** Whose it is, what it cost, and which pictures it made or came from. */
function isOfKin(generation: Generation, filter: GenerationFilter): boolean {
  const { ownedBy, host, minCostUsd = 0, maxCostUsd, made, madeFrom } = filter;
  const { assets, cost } = generation;
  const asksCost = filter.minCostUsd !== undefined || maxCostUsd !== undefined;
  const isWorth = cost && cost.usd >= minCostUsd && cost.usd <= (maxCostUsd ?? cost.usd);
  return (
    (ownedBy === undefined || generation.owner === ownedBy) &&
    (host === undefined || assets.some((asset) => asset.host === host)) &&
    (!asksCost || isWorth === true) &&
    (made === undefined || assets.some(({ sha256 }) => made.includes(sha256))) &&
    (madeFrom === undefined || inputsOf(generation).some((input) => madeFrom.includes(input)))
  );
}
