import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { prompt } from '../../create/form.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { t } from '../../state/locale.ts';
import { go } from '../../state/route.ts';
import { type Reading, readRecipe } from './read-recipe.ts';

const shown = signal(false);
const reading = signal<Reading | 'busy' | undefined>(undefined);

/** Opens the dialog in which a picture is dropped or chosen. */
export function showDropRecipe(): void {
  reading.value = undefined;
  shown.value = true;
}

async function take(files: FileList | readonly File[] | undefined | null): Promise<void> {
  const file = [...(files ?? [])].find(({ type }) => type.startsWith('image/'));
  if (!file) return;
  if (reading.value && reading.value !== 'busy') URL.revokeObjectURL(reading.value.shownAt);
  shown.value = true;
  reading.value = 'busy';
  reading.value = await readRecipe(file);
}

/** Shows the recipe of a picture that is dropped anywhere on the gallery, pasted or chosen. */
export function DropRecipe() {
  useEffect(() => listen(), []);
  const close = () => {
    shown.value = false;
  };
  if (!shown.value) return null;
  const told = reading.value;
  return (
    <Dialog label={t('drop.title')} class="sheet max-w-2xl p-6" onClose={close}>
      <div class="grid gap-5">
        <div class="flex items-start justify-between gap-4">
          <h2 class="text-xl">{t('drop.title')}</h2>
          <button
            type="button"
            class="button button-bare button-icon -mt-1.5 -mr-2"
            aria-label={t('gallery.close')}
            onClick={close}
          >
            <Icon name="close" />
          </button>
        </div>
        <p class="text-sm text-soft">{t('drop.about')}</p>
        <label class="drop-place cursor-pointer py-5">
          <Icon name="image" />
          {t('drop.choose')}
          <input
            type="file"
            accept="image/*"
            class="sr-only"
            onChange={({ currentTarget }) => void take(currentTarget.files)}
          />
        </label>
        <div role="status">
          {told === 'busy' && <p class="text-soft">{t('drop.reading')}</p>}
          {told && told !== 'busy' && <Told told={told} close={close} />}
        </div>
      </div>
    </Dialog>
  );
}

function listen(): () => void {
  const stop = new AbortController();
  const { signal: until } = stop;
  const hasFiles = (data: DataTransfer | null) => data?.types.includes('Files') ?? false;
  addEventListener('dragover', (event) => hasFiles(event.dataTransfer) && event.preventDefault(), {
    signal: until,
  });
  addEventListener(
    'drop',
    (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      void take(event.dataTransfer?.files);
    },
    { signal: until },
  );
  addEventListener('paste', (event) => void take(event.clipboardData?.files), { signal: until });
  return () => stop.abort();
}

function Told({ told, close }: { told: Reading; close: () => void }) {
  const { found, hints, facts, shownAt } = told;
  const words = found?.prompt ?? hints?.prompt;
  const says = found ? 'drop.found' : hints || facts.length > 0 ? 'drop.hints' : 'drop.nothing';
  const open = () => {
    close();
    if (found) go('gallery', found.id);
  };
  const use = () => {
    close();
    prompt.value = words ?? '';
    go('create');
  };
  return (
    <div class="grid gap-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
      <img src={shownAt} alt="" class="mounted max-h-48 rounded-lg object-contain max-sm:mx-auto" />
      <div class="grid content-start gap-3">
        <p class="font-medium">{t(says)}</p>
        {words && <Words title={t('drop.prompt')} text={words} />}
        {hints?.negative && <Words title={t('drop.negative')} text={hints.negative} />}
        <Facts rows={[...facts, ...(hints?.settings ?? [])]} />
        <div class="flex flex-wrap gap-2">
          {found && (
            <button type="button" class="button button-seal" onClick={open}>
              <Icon name="gallery" />
              {t('drop.open')}
            </button>
          )}
          {words && (
            <button type="button" class="button" onClick={use}>
              <Icon name="brush" />
              {t('drop.use')}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

function Words({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h3 class="label font-sans">{title}</h3>
      <p class="max-h-40 overflow-y-auto font-serif whitespace-pre-wrap">{text}</p>
    </div>
  );
}

function Facts({ rows }: { rows: readonly (readonly [string, string])[] }) {
  if (rows.length === 0) return null;
  return (
    <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {rows.map(([name, value]) => (
        <div key={name} class="contents">
          <dt class="text-soft">{name}</dt>
          <dd class="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
