import type { Concept, Wish } from '../keywords.ts';

const groundlings = new Set<Concept>([
  ...(['fox', 'cat', 'dog', 'rabbit', 'deer', 'panda', 'bear', 'owl', 'penguin', 'crane'] as const),
  ...(['bird', 'person', 'umbrella', 'tent', 'flower', 'mushroom', 'cup'] as const),
]);

/** Whether a prompt names somebody who needs firm ground under the feet. */
export function hasGroundling(wish: Wish): boolean {
  return wish.mentions.some(({ concept }) => groundlings.has(concept));
}
