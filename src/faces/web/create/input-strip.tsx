import { useRef } from 'preact/hooks';
import type { Input } from '../api/paint.ts';
import { Icon } from '../parts/icon.tsx';
import { Later } from '../shell/later.tsx';
import { t } from '../state/locale.ts';
import { inputs, model } from './form.ts';
import { addInputs, masking, referring, removeInput } from './inputs.ts';

const referenceDialog = () =>
  import('./reference-dialog.tsx').then(({ ReferenceDialog }) => ReferenceDialog);
const maskEditor = () => import('../mask/mask-editor.tsx').then(({ MaskEditor }) => MaskEditor);

/** The pictures to start from, and the ways to bring more. */
export function InputStrip() {
  const chooser = useRef<HTMLInputElement>(null);
  const all = inputs.value;
  const most = model.value?.maliang.max_inputs ?? 0;
  if (most === 0 && all.length === 0) return null;
  return (
    <section aria-label={t('inputs.label')}>
      <input
        ref={chooser}
        type="file"
        class="hidden"
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
        multiple
        onChange={({ currentTarget }) => {
          void addInputs(currentTarget.files ?? []);
          currentTarget.value = '';
        }}
      />
      {all.length > 0 && (
        <ul class="mb-2 flex flex-wrap gap-2">
          {all.map((input, place) => (
            <InputTile
              key={input.id}
              input={input}
              masks={place === 0 && input.file !== undefined && Boolean(model.value?.maliang.mask)}
            />
          ))}
        </ul>
      )}
      {all.length < most && (
        <div class="flex gap-1.5">
          <button
            type="button"
            class="drop-place min-w-0 text-[0.8125rem]"
            onClick={() => chooser.current?.click()}
          >
            <Icon name="image" class="size-4" />
            {all.length === 0 ? t('inputs.add') : t('inputs.more')}
          </button>
          <button
            type="button"
            class="button button-icon border-dashed"
            title={t('reference.more')}
            aria-label={t('reference.more')}
            onClick={() => {
              referring.value = true;
            }}
          >
            <Icon name="link" />
          </button>
        </div>
      )}
      {referring.value && <Later load={referenceDialog} />}
      {masking.value && <Later load={maskEditor} />}
    </section>
  );
}

function InputTile({ input, masks }: { input: Input; masks: boolean }) {
  const { id, shownAt, fileName, mask, address } = input;
  return (
    <li class="relative">
      {shownAt ? (
        <img
          src={shownAt}
          alt={fileName}
          class="size-20 rounded-xl border border-line object-cover"
        />
      ) : (
        <span
          class="grid size-20 place-items-center content-center gap-1 rounded-xl border border-line bg-well p-1 text-xs text-soft"
          title={address}
        >
          <Icon name="link" class="size-5" />
          <span class="w-full truncate text-center">{fileName}</span>
        </span>
      )}
      <button
        type="button"
        class="absolute -top-2 -right-2 grid size-7 place-items-center rounded-full border border-line bg-card text-soft hover:text-ink"
        aria-label={t('inputs.remove', { name: fileName })}
        onClick={() => removeInput(id)}
      >
        <Icon name="close" class="size-4" />
      </button>
      {masks && (
        <button
          type="button"
          class={`mask-chip ${mask ? 'bg-seal text-[#fff8ee]' : 'bg-card text-ink'}`}
          onClick={() => {
            masking.value = input;
          }}
        >
          {mask ? t('mask.change') : t('mask.add')}
        </button>
      )}
    </li>
  );
}
