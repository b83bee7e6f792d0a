import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { models } from '../state/models.ts';
import { showDropRecipe } from './drop/drop-recipe.tsx';
import { filter, generations, narrowTo } from './feed.ts';
import { countMore, MoreFilters } from './more-filters.tsx';
import { stacked, toggleStacks } from './stacks.ts';

const typingMs = 220;
const states = ['', 'done', 'running', 'failed'] as const;

/** The search box, and what the gallery can be narrowed to. */
export function FilterBar() {
  const change = narrowTo;
  const { providers, names } = known();
  const [more, setMore] = useState(countMore() > 0);
  const { provider, model, state } = filter.value;
  // A phone has the height for pictures alone, until somebody wants to narrow them.
  const folded = !more && provider === '' && model === '' && state === '';
  return (
    <search class="flex flex-wrap items-center gap-2">
      <SearchBox change={(words) => change({ words })} />
      <div class={folded ? 'contents max-sm:hidden' : 'contents'}>
        <Choice
          label={t('gallery.provider')}
          every={t('gallery.everyProvider')}
          all={providers}
          value={provider}
          change={(provider) => change({ provider })}
        />
        <Choice
          label={t('gallery.model')}
          every={t('gallery.everyModel')}
          all={names}
          value={model}
          change={(model) => change({ model })}
        />
        <StateChoice value={state} change={(state) => change({ state })} />
      </div>
      <button
        type="button"
        class="button toggle"
        aria-pressed={filter.value.favourite}
        onClick={() => change({ favourite: !filter.value.favourite })}
      >
        <Icon name="heart" />
        {t('gallery.favourites')}
      </button>
      <button
        type="button"
        class="button toggle"
        aria-pressed={stacked.value}
        onClick={toggleStacks}
      >
        <Icon name="stack" />
        {t('gallery.stacks')}
      </button>
      <button
        type="button"
        class="button"
        aria-expanded={more}
        title={t('gallery.more')}
        onClick={() => setMore(!more)}
      >
        <Icon name="filter" />
        <span class="sr-only">{t('gallery.more')}</span>
        {countMore() > 0 && <span>{countMore()}</span>}
      </button>
      <button
        type="button"
        class="button button-icon"
        aria-label={t('drop.button')}
        title={t('drop.button')}
        onClick={showDropRecipe}
      >
        <Icon name="read" />
      </button>
      {more && <MoreFilters />}
    </search>
  );
}

type State = (typeof states)[number];

function StateChoice({ value, change }: { value: State; change: (state: State) => void }) {
  return (
    <select
      class="field w-auto"
      aria-label={t('gallery.state')}
      value={value}
      onChange={({ currentTarget }) =>
        change(states.find((state) => state === currentTarget.value) ?? '')
      }
    >
      {states.map((state) => (
        <option key={state} value={state}>
          {t(state === '' ? 'gallery.everyState' : `state.${state}`)}
        </option>
      ))}
    </select>
  );
}

/** What was ever on the wall: a search must not take away what one could go on with. */
const seen = { providers: new Set<string>(), names: new Set<string>() };

/** Of the models that are set up, and of those that once were. */
function known() {
  for (const { id, owned_by } of models.value ?? []) {
    seen.providers.add(owned_by);
    seen.names.add(id.slice(owned_by.length + 1));
  }
  for (const { provider, model } of generations.value) {
    seen.providers.add(provider);
    seen.names.add(model);
  }
  return { providers: [...seen.providers].sort(), names: [...seen.names].sort() };
}

function SearchBox({ change }: { change: (words: string) => void }) {
  const box = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  const { words } = filter.value;
  useEffect(() => {
    // Back and Forward change it too; what is being typed is newer.
    if (timer.current === undefined && box.current) box.current.value = words;
  }, [words]);
  return (
    <label class="relative min-w-60 flex-1">
      <span class="sr-only">{t('gallery.search')}</span>
      <Icon name="search" class="pointer-events-none absolute top-2.5 left-3 size-5 text-soft" />
      <input
        ref={box}
        type="search"
        class="field pl-10"
        placeholder={t('gallery.search')}
        defaultValue={filter.value.words}
        onInput={({ currentTarget: { value } }) => {
          clearTimeout(timer.current);
          timer.current = setTimeout(() => {
            timer.current = undefined;
            change(value);
          }, typingMs);
        }}
      />
    </label>
  );
}

function Choice({
  label,
  every,
  all,
  value,
  change,
}: {
  label: string;
  every: string;
  all: readonly string[];
  value: string;
  change: (value: string) => void;
}) {
  if (all.length < 2 && value === '') return null;
  return (
    <select
      class="field w-auto max-w-56"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    >
      <option value="">{every}</option>
      {all.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  );
}
