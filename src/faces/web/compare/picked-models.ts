import { computed, signal } from '@preact/signals';
import { choices, fittingModels, model } from '../create/form.ts';
import { ownModels, usesOwn } from '../create/own-provider.ts';
import { recallJson, remember } from '../state/kept.ts';

/** The server takes no more side by side. */
export const mostModels = 6;

/** Whether several models are asked for the same. */
export const comparing = signal(recallJson('comparing') === true);

/** Whether something was compared in this visit. */
export const hasContests = signal(recallJson('contests', 'session') !== undefined);

/** As they were picked, by `provider/model`; some may be gone by now. */
const picked = signal<readonly string[]>(readPicked());

function readPicked(): string[] {
  const kept = recallJson('compared');
  return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
}

/** The models to compare: those that were picked and are still there, else the first two. */
export const pickedModels = computed(() => {
  if (usesOwn.value) return [...ownModels.value];
  const all = fittingModels.value;
  const known = picked.value.flatMap((id) => all.find((one) => one.id === id) ?? []);
  if (known.length > 0) return known.slice(0, mostModels);
  const first = model.value;
  const second = all.find(({ id }) => id !== first?.id);
  return [first, second].filter((one) => one !== undefined);
});

/** Whether a comparison can be asked for: of two models at least. */
export const canCompare = computed(
  () => pickedModels.value.length >= 2 && choices.value !== undefined,
);

/** Switches between one model and several. */
export function setComparing(on: boolean): void {
  comparing.value = on;
  remember('comparing', on ? 'true' : undefined);
}

/** Takes a model in, or leaves it out. */
export function togglePicked(id: string): void {
  const ids = pickedModels.value.map((one) => one.id);
  const next = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id];
  picked.value = next;
  remember('compared', JSON.stringify(next));
}
