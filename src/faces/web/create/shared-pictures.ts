import { effect } from '@preact/signals';
import { t } from '../state/locale.ts';
import { models } from '../state/models.ts';
import { tell } from '../state/toasts.ts';
import { prompt } from './form.ts';
import { addInputs } from './inputs.ts';

/** Where `share-worker.js` keeps what was shared until the page takes it. */
const shelf = 'maliang.shared';

/** Has what a phone shares come here, as far as the browser can, and takes what has come. */
export function welcomeShares(): void {
  tellMissed();
  // Browsers have neither but on secure origins, and some refuse both in private windows.
  if (!('serviceWorker' in navigator) || !('caches' in globalThis)) return;
  navigator.serviceWorker
    .register('./assets/share-worker.js', { scope: './receive', updateViaCache: 'none' })
    .catch(() => {});
  // How many pictures are taken is up to the model.
  effect(() => {
    if (models.value) void takeShared().catch(() => tell(t('inputs.missed')));
  });
}

/** The server says so where it got a share that no worker was there to take; told once. */
function tellMissed(): void {
  if (new URLSearchParams(location.search).get('shared') !== 'missed') return;
  history.replaceState(history.state, '', location.pathname + location.hash);
  tell(t('inputs.missed'), undefined, 10_000);
}

async function takeShared(): Promise<void> {
  if (!(await caches.has(shelf))) return;
  const cache = await caches.open(shelf);
  const keys = await cache.keys();
  const taken = await Promise.all(keys.map((key) => takeOne(cache, key)));
  const files = taken.filter((content) => content instanceof File);
  const texts = taken.filter((content) => typeof content === 'string');
  if (texts.length > 0 && prompt.value.trim() === '') prompt.value = texts.join('\n');
  if (files.length > 0) await addInputs(files);
}

/** A picture or a text; undefined where another tab was faster. */
async function takeOne(cache: Cache, key: Request): Promise<File | string | undefined> {
  const kept = await cache.match(key);
  const name = kept?.headers.get('x-file-name');
  const content = await kept?.blob();
  const isOurs = await cache.delete(key);
  if (!content || !isOurs) return undefined;
  return name
    ? new File([content], decodeURIComponent(name), { type: content.type })
    : content.text();
}
