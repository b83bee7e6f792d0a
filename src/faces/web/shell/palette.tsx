import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { loadEarlierPrompts } from '../state/earlier-prompts.ts';
import { t } from '../state/locale.ts';
import { paletteOpen } from '../state/palette.ts';
import { loadStyles, styles } from '../state/styles.ts';
import { type Entry, findEntries, listEntries } from './palette-entries.ts';

/** Everything that can be gone to or done, by a few letters of its name. */
export function Palette() {
  const [words, setWords] = useState('');
  const [place, setPlace] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void loadEarlierPrompts();
    if (!styles.value) void loadStyles();
  }, []);
  const found = findEntries(listEntries(), words);
  const at = Math.min(place, Math.max(0, found.length - 1));
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at, words]);
  const close = () => {
    paletteOpen.value = false;
  };
  const run = (entry: Entry | undefined) => {
    if (!entry?.run) return;
    close();
    entry.run();
  };
  const press = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const moves: Record<string, number> = {
      ArrowDown: (at + 1) % Math.max(1, found.length),
      ArrowUp: (at + found.length - 1) % Math.max(1, found.length),
    };
    const next = moves[event.key];
    if (next !== undefined) setPlace(next);
    else if (event.key === 'Enter') run(found[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label={t('palette.open')} class="sheet palette" onClose={close}>
      <input
        class="w-full border-b border-line bg-transparent px-5 py-4 text-base text-ink outline-none placeholder:text-soft"
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `palette-${at}` : undefined}
        placeholder={t('palette.label')}
        autocomplete="off"
        spellcheck={false}
        value={words}
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={press}
      />
      <Options list={list} found={found} at={at} pick={setPlace} run={run} press={press} />
      {found.length === 0 && (
        <p class="px-5 pb-5 text-soft" role="status">
          {t('palette.none')}
        </p>
      )}
    </Dialog>
  );
}

interface OptionsProps {
  list: RefObject<HTMLDivElement>;
  found: readonly Entry[];
  /** The place of the one that Enter would run. */
  at: number;
  pick: (place: number) => void;
  run: (entry: Entry) => void;
  press: (event: KeyboardEvent) => void;
}

function Options({ list, found, at, pick, run, press }: OptionsProps) {
  return (
    <div
      ref={list}
      id="palette-list"
      role="listbox"
      aria-label={t('palette.open')}
      class="max-h-[min(26rem,60dvh)] overflow-y-auto p-2"
    >
      {groupsOf(found).map(([group, entries]) => (
        <fieldset key={group} aria-label={group}>
          <div class="px-3 pt-2.5 pb-1 text-xs font-medium text-soft" aria-hidden="true">
            {group}
          </div>
          {entries.map(([entry, index]) => (
            // The box above keeps the focus and answers every key.
            <div
              key={entry.id}
              id={`palette-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              class={`flex items-center gap-3 rounded-lg px-3 py-2 ${index === at ? 'bg-well' : ''} ${entry.run ? 'cursor-pointer' : ''}`}
              onMouseMove={() => pick(index)}
              onClick={() => run(entry)}
              onKeyDown={press}
            >
              <span class="min-w-0 flex-1 truncate">{entry.name}</span>
              {entry.keys && <kbd class="kbd">{entry.keys}</kbd>}
            </div>
          ))}
        </fieldset>
      ))}
    </div>
  );
}

/** The entries under their headings, each with its place in the whole list. */
function groupsOf(found: readonly Entry[]): [string, [Entry, number][]][] {
  const groups = new Map<string, [Entry, number][]>();
  found.forEach((entry, index) => {
    const group = groups.get(entry.group) ?? [];
    group.push([entry, index]);
    groups.set(entry.group, group);
  });
  return [...groups];
}
