import { shownAt, stateGroups } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { go } from '../state/route.ts';

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
  const [picture] = data;
  return (
    <li class="absolute" style={style}>
      <button
        type="button"
        class="tile group"
        aria-label={prompt}
        onClick={() => go('gallery', id)}
      >
        {picture ? (
          <img src={shownAt(picture)} alt="" decoding="async" class="size-full object-cover" />
        ) : (
          <Without generation={generation} />
        )}
        {data.length > 1 && (
          <span class="absolute top-2 right-2 rounded-md bg-black/60 px-1.5 text-xs font-medium text-white">
            ×{data.length}
          </span>
        )}
        {picture && (
          <span class="tile-caption" aria-hidden="true">
            <span class="line-clamp-2">{prompt}</span>
          </span>
        )}
      </button>
    </li>
  );
}

function Without({ generation: { prompt, state } }: { generation: Generation }) {
  const running = stateGroups.running.includes(state);
  return (
    <span
      class={`flex size-full flex-col justify-between gap-2 p-3 text-left text-sm ${running ? 'waiting' : ''}`}
    >
      <span class="flex items-center gap-1.5 font-medium text-soft">
        <Icon
          name={running ? 'brush' : state === 'cancelled' ? 'stop' : 'warning'}
          class="size-4"
        />
        {t(running ? 'state.running' : state === 'cancelled' ? 'state.cancelled' : 'state.failed')}
      </span>
      <span class="line-clamp-3 font-serif">{prompt}</span>
    </span>
  );
}
