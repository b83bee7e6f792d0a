import { useEffect } from 'preact/hooks';
import { everything } from '../api/history.ts';
import { errorText } from '../create/error-text.ts';
import { t } from '../state/locale.ts';
import { addressOf, route } from '../state/route.ts';
import { Detail } from './detail.tsx';
import {
  ask,
  complete,
  feedError,
  filter,
  generations,
  keepLive,
  loading,
  loadMore,
} from './feed.ts';
import { FilterBar } from './filter-bar.tsx';
import { TileWall } from './tile-wall.tsx';

/** Everything that was ever asked for, by whichever way in. */
export function GalleryView() {
  useEffect(() => {
    void ask(filter.value);
    return keepLive();
  }, []);
  const none = generations.value.length === 0;
  const { item } = route.value;
  return (
    <div class="grid gap-5 pt-1">
      <h1 class="sr-only">{t('nav.gallery')}</h1>
      <FilterBar />
      {feedError.value && <FeedError />}
      {none && complete.value && <Nothing />}
      <TileWall all={generations.value} />
      {loading.value && none && <div class="waiting h-64 rounded-2xl" aria-busy="true" />}
      {item && <Detail key={item} id={item} />}
    </div>
  );
}

function Nothing() {
  const narrowed = Object.values(filter.value).some(Boolean);
  const clear = () => void ask(everything);
  return (
    <div class="grid justify-items-center gap-4 py-20 text-center" role="status">
      <p class="font-serif text-2xl">{t(narrowed ? 'gallery.noneFound' : 'gallery.empty')}</p>
      {narrowed ? (
        <button type="button" class="button" onClick={clear}>
          {t('gallery.clear')}
        </button>
      ) : (
        <a class="button button-seal" href={addressOf('create')}>
          {t('gallery.first')}
        </a>
      )}
    </div>
  );
}

function FeedError() {
  const error = feedError.value;
  if (!error) return null;
  const { text, hint } = errorText(error);
  const again = () => void (generations.value.length > 0 ? loadMore() : ask(filter.value));
  return (
    <div class="card flex flex-wrap items-center gap-3 p-4" role="alert">
      <p class="flex-1">
        {text} <span class="text-soft">{hint}</span>
      </p>
      <button type="button" class="button" onClick={again}>
        {t('error.again')}
      </button>
    </div>
  );
}
