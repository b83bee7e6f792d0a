import { useEffect, useMemo, useState } from 'preact/hooks';
import { everything, isEverything } from '../api/history.ts';
import { errorText } from '../create/error-text.ts';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { addressOf, route } from '../state/route.ts';
import { Detail } from './detail.tsx';
import { DropRecipe } from './drop/drop-recipe.tsx';
import {
  ask,
  complete,
  feedError,
  filter,
  followAddress,
  generations,
  keepLive,
  loading,
  loadMore,
  narrowTo,
} from './feed.ts';
import { readFilter } from './filter-address.ts';
import { FilterBar } from './filter-bar.tsx';
import { selectAll, selecting } from './selection.ts';
import { SelectionBar, selectRest } from './selection-bar.tsx';
import { readStackItem, recipeOf, stacked, stackUp, standAlone } from './stacks.ts';
import { TileWall } from './tile-wall.tsx';

/** Everything that was ever asked for, by whichever way in. */
export function GalleryView() {
  useEffect(() => {
    void ask(readFilter(route.value.query));
    return keepLive();
  }, []);
  const { query } = route.value;
  useEffect(() => followAddress(query), [query]);
  const none = generations.value.length === 0;
  const { item } = route.value;
  const { open, members } = useOpenStack(item);
  const all = generations.value;
  const isStacked = stacked.value;
  const wall = useMemo(() => {
    if (members) return members.map(standAlone);
    return isStacked ? stackUp(all) : all.map(standAlone);
  }, [all, members, isStacked]);
  useSelectAll(() => wall.flatMap((stack) => stack.all.map(({ id }) => id)));
  return (
    <div class="grid gap-5 pt-1">
      <h1 class="sr-only">{t('nav.gallery')}</h1>
      <FilterBar />
      {members && <StackHead count={members.length} prompt={members[0]?.prompt ?? ''} />}
      {feedError.value && <FeedError />}
      {none && complete.value && <Nothing />}
      <TileWall key={open ?? ''} all={wall} />
      {loading.value && none && <div class="waiting h-64 rounded-2xl" aria-busy="true" />}
      {selecting.value && <SelectionBar />}
      <DropRecipe />
      {item && readStackItem(item) === undefined && <Detail key={item} id={item} />}
    </div>
  );
}

/** The stack that is open, also while one of it is looked at. */
function useOpenStack(item: string | undefined) {
  const [open, setOpen] = useState(readStackItem(item));
  useEffect(() => {
    const asked = readStackItem(item);
    if (asked !== undefined || item === undefined) setOpen(asked);
  }, [item]);
  const all = generations.value;
  const members = useMemo(() => {
    const one = open === undefined ? undefined : all.find(({ id }) => id === open);
    return one && all.filter((other) => recipeOf(other) === recipeOf(one));
  }, [all, open]);
  return { open, members };
}

/** Ctrl+A selects everything that matches: first what is loaded, then the rest. */
function useSelectAll(ids: () => readonly string[]): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'a' || !(event.ctrlKey || event.metaKey)) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.matches('input, select, textarea')) return;
      if (document.querySelector('dialog[open]')) return;
      event.preventDefault();
      selectAll(ids());
      if (!complete.value) void selectRest();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

function StackHead({ count, prompt }: { count: number; prompt: string }) {
  return (
    <div class="flex flex-wrap items-center gap-x-4 gap-y-2">
      <a class="button" href={addressOf('gallery')}>
        <Icon name="left" />
        {t('gallery.unstack')}
      </a>
      <p class="min-w-0 flex-1">
        <span class="block text-sm text-soft">
          {t(complete.value ? 'gallery.stackOf' : 'gallery.stackOfLoaded', { count })}
        </span>
        <span class="line-clamp-2 font-serif text-lg">{prompt}</span>
      </p>
    </div>
  );
}

function Nothing() {
  const narrowed = !isEverything(filter.value);
  const clear = () => narrowTo(everything);
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
