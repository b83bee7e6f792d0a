import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { everything, listGenerations, shownAt } from '../api/history.ts';
import type { Generation, Picture } from '../api/shapes.ts';
import { Dialog } from '../parts/dialog.tsx';
import { t } from '../state/locale.ts';
import { addAddress, addFromAddress, referring } from './inputs.ts';

interface Choice {
  picture: Picture;
  prompt: string;
}

const found = signal<readonly Choice[] | undefined>(undefined);
const shown = 60;

/** Brings a picture from an address, or from the gallery. */
export function ReferenceDialog() {
  const [words, setWords] = useState('');
  const close = () => {
    referring.value = false;
  };
  useEffect(() => {
    // Whoever still types is not asked for every letter.
    const timer = setTimeout(() => void look(words), words === '' ? 0 : 250);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <Dialog label={t('reference.title')} class="sheet max-w-2xl p-6" onClose={close}>
      <div class="grid gap-5">
        <h2 class="text-xl">{t('reference.title')}</h2>
        <AddressForm done={close} />
        <section class="grid gap-2.5">
          <label>
            <span class="label">{t('reference.gallery')}</span>
            <input
              class="field"
              type="search"
              placeholder={t('reference.search')}
              value={words}
              onInput={(event) => setWords(event.currentTarget.value)}
            />
          </label>
          <Choices done={close} />
        </section>
      </div>
    </Dialog>
  );
}

function AddressForm({ done }: { done: () => void }) {
  const [problem, setProblem] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const isTaken = addAddress(String(form.get('address') ?? '').trim());
    setProblem(!isTaken);
    if (isTaken) done();
  };
  return (
    <form class="grid gap-1.5" onSubmit={submit}>
      <label class="label mb-0" for="reference-address">
        {t('reference.address')}
      </label>
      <div class="flex gap-2">
        <input
          id="reference-address"
          class="field min-w-0 flex-1"
          name="address"
          inputMode="url"
          autocomplete="off"
          placeholder="https://"
          aria-describedby="reference-about"
          required
        />
        <button type="submit" class="button">
          {t('reference.add')}
        </button>
      </div>
      <p id="reference-about" class={problem ? 'text-sm text-seal-text' : 'text-sm text-soft'}>
        {t(problem ? 'reference.wrong' : 'reference.addressAbout')}
      </p>
    </form>
  );
}

function Choices({ done }: { done: () => void }) {
  const all = found.value;
  if (all?.length === 0) return <p class="py-6 text-soft">{t('reference.none')}</p>;
  return (
    <ul class="grid max-h-[45dvh] min-h-32 grid-cols-3 content-start gap-2 overflow-y-auto p-1 sm:grid-cols-5">
      {all?.map(({ picture, prompt }) => (
        <li key={picture.id}>
          <button
            type="button"
            class="block w-full overflow-hidden rounded-xl"
            onClick={() => {
              void addFromAddress(shownAt(picture), { keepsOthers: true });
              done();
            }}
          >
            <img
              src={shownAt(picture)}
              alt={prompt}
              loading="lazy"
              class="aspect-square w-full bg-well object-cover"
            />
          </button>
        </li>
      ))}
    </ul>
  );
}

async function look(words: string): Promise<void> {
  const { data } = await listGenerations(
    { ...everything, words, state: 'done' },
    undefined,
    shown,
  ).catch(() => ({ data: [] as Generation[] }));
  found.value = data.flatMap(({ prompt, data: pictures }) =>
    pictures
      .filter(({ expired_at }) => expired_at === null)
      .map((picture) => ({ picture, prompt })),
  );
}
