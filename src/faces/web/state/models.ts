import { computed, signal } from '@preact/signals';
import { ApiError } from '../api/call.ts';
import { listModels } from '../api/history.ts';
import type { Model } from '../api/shapes.ts';

/** Every model that can be chosen; undefined until the server told. */
export const models = signal<readonly Model[] | undefined>(undefined);

/** Whether the server lets us bring an upstream of our own, with its key. */
export const mayBringOwn = signal(false);

/** Why there are no models. */
export const modelsError = signal<ApiError | undefined>(undefined);

/** Whether nothing but the built-in painter is there, which is no AI. */
export const onlyDemo = computed(
  () => models.value?.every(({ owned_by }) => owned_by === 'demo') ?? false,
);

/** Asks the server for its models; those that are retired cannot be chosen. */
export async function loadModels(): Promise<void> {
  modelsError.value = undefined;
  try {
    const told = await listModels();
    mayBringOwn.value = told.mayBringOwn;
    models.value = told.all.filter(({ maliang }) => !maliang.retired);
  } catch (thrown) {
    if (thrown instanceof ApiError) modelsError.value = thrown;
  }
}
