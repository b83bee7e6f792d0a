import { stateGroups, thumbnailOf } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { go } from '../state/route.ts';
import type { WordKey } from '../words.ts';
import { isFavourite, toggleFavourite } from './favourites.ts';
import { complete } from './feed.ts';
import { extendTo, isSelected, selecting, toggle } from './selection.ts';
import { type Stack, stackItem } from './stacks.ts';
import { useLongPress } from './use-long-press.ts';

/** Where a tile stands on the wall, in pixels. */
export interface Area {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** One generation on the wall, or a stack of them: its first picture, or why there is none. */
export function Tile({
  stack: { top: generation, all },
  area,
  shown,
}: {
  stack: Stack;
  area: Area;
  /** Tells everything on the wall, in its order. */
  shown: () => readonly string[];
}) {
  const { id, prompt, data } = generation;
  const style = Object.fromEntries(
    Object.entries(area).map(([name, pixels]) => [name, `${pixels}px`]),
  );
  const ids = all.map((member) => member.id);
  const picture = data.find(isFavourite) ?? data[0];
  const isShown = picture?.expired_at === null;
  const press = useLongPress(() => toggle(ids));
  const open = (event: MouseEvent) => {
    if (press.wasLong()) return;
    if (event.shiftKey) extendTo(id, shown());
    else if (selecting.value || event.ctrlKey || event.metaKey) toggle(ids);
    else go('gallery', all.length > 1 ? stackItem(id) : id);
  };
  return (
    <li
      class="tile-place group/place absolute"
      style={style}
      data-selected={isSelected(id) || undefined}
      data-stack={all.length > 1 || undefined}
    >
      <button
        type="button"
        class="tile group"
        aria-label={prompt}
        aria-pressed={selecting.value ? isSelected(id) : undefined}
        onClick={open}
        {...press.listeners}
      >
        {isShown ? (
          <img
            src={thumbnailOf(picture, area.width, devicePixelRatio)}
            alt=""
            decoding="async"
            draggable={false}
            class="size-full object-cover"
          />
        ) : (
          <Without generation={generation} />
        )}
        {isShown && (
          <span class="tile-caption" aria-hidden="true">
            <span class="line-clamp-2">{prompt}</span>
          </span>
        )}
        <Count stack={all.length} pictures={data.length} />
      </button>
      <button
        type="button"
        class="tile-check"
        aria-label={t('select.one')}
        aria-pressed={isSelected(id)}
        onClick={(event) => (event.shiftKey ? extendTo(id, shown()) : toggle(ids))}
      >
        <Icon name="check" class="size-4" />
      </button>
      {isShown && (
        <button
          type="button"
          class="tile-heart"
          aria-label={t('gallery.favourite')}
          aria-pressed={isFavourite(picture)}
          onClick={() => void toggleFavourite(picture)}
        >
          <Icon name="heart" />
        </button>
      )}
    </li>
  );
}

function Count({ stack, pictures }: { stack: number; pictures: number }) {
  if (stack < 2 && pictures < 2) return null;
  return (
    <span class="absolute right-2 bottom-2 flex items-center gap-1 rounded-md bg-black/60 px-1.5 text-xs font-medium text-white">
      {stack > 1 ? <Icon name="stack" class="size-3.5" /> : '×'}
      {stack > 1 ? `${stack}${complete.value ? '' : '+'}` : pictures}
    </span>
  );
}

function Without({ generation: { prompt, state, data } }: { generation: Generation }) {
  const running = stateGroups.running.includes(state);
  const [icon, key] = whyWithout(running, state, data.length > 0);
  return (
    <span
      class={`flex size-full flex-col justify-between gap-2 p-3 text-left text-sm ${running ? 'waiting' : ''}`}
    >
      <span class="flex items-center gap-1.5 font-medium text-soft">
        <Icon name={icon} class="size-4" />
        {t(key)}
      </span>
      <span class="line-clamp-3 font-serif">{prompt}</span>
    </span>
  );
}

function whyWithout(
  running: boolean,
  state: Generation['state'],
  hasExpired: boolean,
): [IconName, WordKey] {
  if (running) return ['brush', 'state.running'];
  if (hasExpired) return ['image', 'gallery.expired'];
  return state === 'cancelled' ? ['stop', 'state.cancelled'] : ['warning', 'state.failed'];
}
