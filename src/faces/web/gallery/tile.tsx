import { shownAt, stateGroups } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { go } from '../state/route.ts';
import type { WordKey } from '../words.ts';
import { isFavourite, toggleFavourite } from './favourites.ts';

interface Area {
  top: number;
  left: number;
  width: number;
  height: number;
}

/** One generation on the wall: its first picture, or why there is none. */
export function Tile({ generation, area }: { generation: Generation; area: Area }) {
  const { id, prompt, data } = generation;
  const style = Object.fromEntries(
    Object.entries(area).map(([name, pixels]) => [name, `${pixels}px`]),
  );
  const picture = data.find(isFavourite) ?? data[0];
  const isShown = picture?.expired_at === null;
  return (
    <li class="group/place absolute" style={style}>
      <button
        type="button"
        class="tile group"
        aria-label={prompt}
        onClick={() => go('gallery', id)}
      >
        {isShown ? (
          <img src={shownAt(picture)} alt="" decoding="async" class="size-full object-cover" />
        ) : (
          <Without generation={generation} />
        )}
        {data.length > 1 && (
          <span class="absolute top-2 right-2 rounded-md bg-black/60 px-1.5 text-xs font-medium text-white">
            ×{data.length}
          </span>
        )}
        {isShown && (
          <span class="tile-caption" aria-hidden="true">
            <span class="line-clamp-2">{prompt}</span>
          </span>
        )}
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
