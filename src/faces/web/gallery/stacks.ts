import { signal } from '@preact/signals';
import type { Generation } from '../api/shapes.ts';
import { recall, remember } from '../state/kept.ts';

/** Whether works of the same recipe are shown as one. */
export const stacked = signal(recall('stacks') === 'yes');

/** Changes that, here and for the next visit. */
export function toggleStacks(): void {
  stacked.value = !stacked.value;
  remember('stacks', stacked.value ? 'yes' : undefined);
}

/** What stands on the wall as one: the newest of a recipe, and all of them. */
export interface Stack {
  top: Generation;
  all: readonly Generation[];
}

const alone = new WeakMap<Generation, Stack>();

/** A stack of one, always the same for the same work, so that nothing is drawn anew for it. */
export function standAlone(top: Generation): Stack {
  const stack = alone.get(top) ?? { top, all: [top] };
  alone.set(top, stack);
  return stack;
}

/** What makes two works the same recipe: the same words to the same model. */
export function recipeOf({ provider, model, prompt }: Generation): string {
  return `${provider}/${model}\n${prompt.trim()}`;
}

/** Puts works of the same recipe together, each stack where its newest stands. */
export function stackUp(all: readonly Generation[]): Stack[] {
  const stacks = new Map<string, Generation[]>();
  for (const generation of all) {
    const recipe = recipeOf(generation);
    const known = stacks.get(recipe);
    if (known) known.push(generation);
    else stacks.set(recipe, [generation]);
  }
  return [...stacks.values()].flatMap((members) =>
    members[0] ? [{ top: members[0], all: members }] : [],
  );
}

const prefix = 'stack-';

/** The part of an address that opens a stack, by the id of one in it. */
export function stackItem(id: string): string {
  return prefix + id;
}

/** The id in such a part; undefined where it is something else. */
export function readStackItem(item: string | undefined): string | undefined {
  return item?.startsWith(prefix) ? item.slice(prefix.length) : undefined;
}
