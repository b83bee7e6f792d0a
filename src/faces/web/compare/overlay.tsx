import { useState } from 'preact/hooks';
import { shownAt } from '../api/history.ts';
import { t } from '../state/locale.ts';
import type { Lane } from './contests.ts';

/** Two results over each other, with a line between them that is drawn by pointer or arrow keys. */
export function Overlay({ lanes }: { lanes: readonly Lane[] }) {
  const [names, setNames] = useState<readonly [string, string]>([
    lanes[0]?.model ?? '',
    lanes[1]?.model ?? '',
  ]);
  const [share, setShare] = useState(50);
  const [left, right] = names.map((name) => lanes.find(({ model }) => model === name));
  const [one] = left?.pictures ?? [];
  const [other] = right?.pictures ?? [];
  if (!one || !other) return null;
  const ratio = one.height > 0 ? one.width / one.height : 1;
  return (
    <div
      class="mx-auto grid w-full gap-3"
      style={{ maxWidth: `max(17rem, calc((100dvh - 18rem) * ${ratio.toFixed(4)}))` }}
    >
      <div class="flex flex-wrap justify-between gap-3">
        <Choice
          label={t('compare.left')}
          lanes={lanes}
          value={names[0]}
          choose={(name) => setNames([name, names[1]])}
        />
        <Choice
          label={t('compare.right')}
          lanes={lanes}
          value={names[1]}
          choose={(name) => setNames([names[0], name])}
        />
      </div>
      <div
        class="overlay relative overflow-hidden rounded-xl bg-well"
        style={{ aspectRatio: String(ratio), '--share': `${share}%` }}
      >
        <img
          src={shownAt(other)}
          alt={names[1]}
          class="absolute inset-0 size-full object-contain"
        />
        <img
          src={shownAt(one)}
          alt={names[0]}
          class="overlay-left absolute inset-0 size-full object-contain"
        />
        <span class="overlay-line" aria-hidden="true" />
        <input
          type="range"
          min="0"
          max="100"
          class="overlay-range"
          value={share}
          aria-label={t('compare.slider')}
          aria-valuetext={`${share} %`}
          onInput={(event) => setShare(Number(event.currentTarget.value))}
        />
      </div>
    </div>
  );
}

function Choice({
  label,
  lanes,
  value,
  choose,
}: {
  label: string;
  lanes: readonly Lane[];
  value: string;
  choose: (name: string) => void;
}) {
  return (
    <label class="flex min-w-0 flex-1 basis-40 items-center gap-2">
      <span class="shrink-0 text-sm text-soft">{label}</span>
      <select class="field" value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {lanes.map(({ model }) => (
          <option key={model} value={model}>
            {model}
          </option>
        ))}
      </select>
    </label>
  );
}
