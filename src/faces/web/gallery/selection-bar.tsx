import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { fetchArchive } from '../api/gallery.ts';
import { isGone } from '../api/history.ts';
import { CopyLinks } from '../parts/copy-link.tsx';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { favourAll } from './favourites.ts';
import { selection, selectNone } from './selection.ts';
import { removeAllLater } from './undo-delete.ts';

/** Of one archive, as the server bounds it. */
const mostInArchive = 500;

/** What can be done with everything that is selected. */
export function SelectionBar() {
  const chosen = selection.value;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) selectNone();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  const pictures = chosen.flatMap(({ prompt, data }) =>
    data.filter((picture) => !isGone(picture)).map(({ url }) => ({ url, about: prompt })),
  );
  const remove = () => {
    removeAllLater(chosen.flatMap(({ id, ended_at }) => (ended_at === null ? [] : [id])));
    selectNone();
  };
  return (
    <section class="selection-bar animate-rise" aria-label={t('select.bar')}>
      <p class="px-2 font-medium whitespace-nowrap" aria-live="polite">
        {t('select.count', { count: chosen.length })}
      </p>
      <button type="button" class="button" onClick={() => void favourAll(chosen)}>
        <Icon name="heart" />
        <span class="max-sm:sr-only">{t('gallery.favourite')}</span>
      </button>
      {pictures.length > 0 && <CopyLinks links={pictures} text={t('select.copy')} />}
      <ZipButton />
      <button type="button" class="button" onClick={remove}>
        <Icon name="trash" />
        <span class="max-sm:sr-only">{t('gallery.delete')}</span>
      </button>
      <button
        type="button"
        class="button button-bare button-icon"
        aria-label={t('select.none')}
        title={t('select.none')}
        onClick={selectNone}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}

function ZipButton() {
  const [busy, setBusy] = useState(false);
  const pack = async () => {
    setBusy(true);
    try {
      const ids = selection.value.map(({ id }) => id);
      for (let at = 0; at < ids.length; at += mostInArchive) {
        save(await fetchArchive(ids.slice(at, at + mostInArchive)));
      }
    } catch (thrown) {
      tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <button type="button" class="button" disabled={busy} onClick={() => void pack()}>
      <Icon name="zip" />
      <span class="max-sm:sr-only">{t(busy ? 'select.zipping' : 'select.zip')}</span>
    </button>
  );
}

function save(archive: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(archive);
  link.download = `maliang-${new Date().toISOString().slice(0, 10)}.zip`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
