import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { downloadArchive } from '../api/gallery.ts';
import { CopyLinks } from '../parts/copy-link.tsx';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { favourAll } from './favourites.ts';
import { complete } from './feed.ts';
import { findSelectedLinks, linksOf } from './selected-links.ts';
import { selectEverything, selectedIds, selection, selectNone } from './selection.ts';
import { removeAllLater } from './undo-delete.ts';

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
  const count = selectedIds.value.length;
  const areAllHere = count === chosen.length;
  return (
    <section class="selection-bar animate-rise" aria-label={t('select.bar')}>
      <p class="px-2 font-medium whitespace-nowrap" aria-live="polite">
        {t('select.count', { count })}
      </p>
      {areAllHere && !complete.value && (
        <button type="button" class="button" onClick={() => void selectRest()}>
          <Icon name="check" />
          {t('select.everything')}
        </button>
      )}
      <button type="button" class="button" onClick={() => void favourAll(selectedIds.value)}>
        <Icon name="heart" />
        <span class="max-sm:sr-only">{t('gallery.favourite')}</span>
      </button>
      {(!areAllHere || linksOf(chosen).length > 0) && (
        <CopyLinks links={findSelectedLinks} text={t('select.copy')} />
      )}
      <ZipButton />
      <DeleteButton />
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

/** Selects everything that matches, or says why it cannot. */
export async function selectRest(): Promise<void> {
  try {
    await selectEverything();
  } catch (thrown) {
    tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
  }
}

function ZipButton() {
  const pack = () => {
    tell(t('select.zipping'));
    downloadArchive(selectedIds.value, (message) => tell(message || t('error.unreachable')));
  };
  return (
    <button type="button" class="button" onClick={pack}>
      <Icon name="zip" />
      <span class="max-sm:sr-only">{t('select.zip')}</span>
    </button>
  );
}

/** So many are deleted only after their number was read. */
const manyToDelete = 50;

function DeleteButton() {
  const [asked, setAsked] = useState(0);
  const ids = selectedIds.value;
  const sure = ids.length <= manyToDelete || asked === ids.length;
  const remove = () => {
    if (!sure) return setAsked(ids.length);
    const running = new Set(
      selection.value.flatMap(({ id, ended_at }) => (ended_at === null ? [id] : [])),
    );
    removeAllLater(ids.filter((id) => !running.has(id)));
    selectNone();
  };
  const isAsking = asked === ids.length;
  return (
    <button type="button" class={`button ${isAsking ? 'button-seal' : ''}`} onClick={remove}>
      <Icon name="trash" />
      <span class={isAsking ? '' : 'max-sm:sr-only'} aria-live="polite">
        {isAsking ? t('select.sure', { count: ids.length }) : t('gallery.delete')}
      </span>
    </button>
  );
}
