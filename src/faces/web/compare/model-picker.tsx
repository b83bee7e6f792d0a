import { useState } from 'preact/hooks';
import { fittingModels } from '../create/form.ts';
import { t } from '../state/locale.ts';
import { mostModels, pickedModels, togglePicked } from './picked-models.ts';

/** Which models are compared. */
export function ModelPicker() {
  const ids = pickedModels.value.map(({ id }) => id);
  // Only those of the beginning go first: what is picked now stays under the pointer.
  const [begun] = useState(ids);
  const all = fittingModels.value;
  const inOrder = [
    ...begun.flatMap((id) => all.find((one) => one.id === id) ?? []),
    ...all.filter(({ id }) => !begun.includes(id)),
  ];
  return (
    <fieldset class="min-w-0">
      <legend class="label">{t('compare.models')}</legend>
      <div class="grid max-h-52 grid-cols-1 gap-0.5 overflow-y-auto rounded-xl bg-well p-1.5">
        {inOrder.map(({ id, owned_by, maliang }) => (
          <label
            key={id}
            class="flex items-center gap-2.5 rounded-lg px-2 py-1.5 text-sm hover:bg-pick has-checked:bg-pick"
            title={maliang.title}
          >
            <input
              type="checkbox"
              class="size-4 shrink-0 accent-seal"
              checked={ids.includes(id)}
              disabled={!ids.includes(id) && ids.length >= mostModels}
              onChange={() => togglePicked(id)}
            />
            <span class="grid min-w-0">
              <span class="truncate">{id}</span>
              {maliang.verified && owned_by !== 'demo' && (
                <span class="truncate text-xs text-soft">{t(`verified.${maliang.verified}`)}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      <p class="mt-1.5 text-[0.8125rem] text-soft">{t('compare.hint')}</p>
    </fieldset>
  );
}
