import { useEffect, useState } from 'preact/hooks';
import { everything, listGenerations, shownAt } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { t } from '../state/locale.ts';
import { addressOf } from '../state/route.ts';
import { send } from './desk.tsx';
import { currentWish, prompt } from './form.ts';

const samples = ['sample.fox', 'sample.boat', 'sample.city', 'sample.bamboo'] as const;

/** What stands where nothing was asked for yet: one click leads to a picture. */
export function EmptyStage() {
  return (
    <section class="grid justify-items-center gap-6 py-8 text-center lg:py-16">
      <img src="assets/seal.svg" alt="" width="72" height="72" class="size-18 -rotate-2" />
      <div class="grid gap-2">
        <h1 class="text-3xl sm:text-4xl">{t('empty.title')}</h1>
        <p class="max-w-prose text-soft">{t('empty.about')}</p>
      </div>
      <ul class="flex max-w-2xl flex-wrap justify-center gap-2" aria-label={t('empty.samples')}>
        {samples.map((key) => (
          <li key={key}>
            <button type="button" class="button font-normal" onClick={() => paintSample(t(key))}>
              {t(key)}
            </button>
          </li>
        ))}
      </ul>
      <Recent />
    </section>
  );
}

function paintSample(text: string): void {
  prompt.value = text;
  const wish = currentWish(text);
  if (wish) send(wish);
}

/** What was painted lately, by whichever way in. */
function Recent() {
  const [found, setFound] = useState<Generation[]>([]);
  useEffect(() => {
    listGenerations({ ...everything, state: 'done' }, undefined, 6).then(
      ({ data }) => setFound(data.filter(({ data: [first] }) => first?.expired_at === null)),
      () => {},
    );
  }, []);
  if (found.length === 0) return null;
  return (
    <div class="mt-6 grid w-full max-w-3xl gap-3">
      <h2 class="text-lg text-soft">{t('empty.recent')}</h2>
      <ul class="grid grid-cols-3 gap-3 sm:grid-cols-6">
        {found.map(({ id, prompt: about, data: [picture] }) => (
          <li key={id}>
            <a href={addressOf('gallery', id)} class="block overflow-hidden rounded-xl">
              {picture && (
                <img
                  src={shownAt(picture)}
                  alt={about}
                  class="aspect-square w-full bg-well object-cover"
                />
              )}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
