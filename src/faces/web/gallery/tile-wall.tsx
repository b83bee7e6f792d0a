import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Generation } from '../api/shapes.ts';
import { readShape } from '../create/choices.ts';
import { complete, loadMore } from './feed.ts';
import { layRows, rowsWithin, type TileRow } from './justified-rows.ts';
import type { Stack } from './stacks.ts';
import { type Area, Tile } from './tile.tsx';

/** What stands ready above and below the window, in pixels. */
const ahead = 900;

/** All tiles in rows that fill the width; only those near the window are in the document. */
export function TileWall({ all }: { all: readonly Stack[] }) {
  const place = useRef<HTMLUListElement>(null);
  const { width, from, to } = useWindow(place);
  const narrow = width < 600;
  const rows = useMemo(
    () =>
      width === 0
        ? []
        : layRows(
            all.map(({ top }) => shapeOf(top)),
            { width, height: narrow ? 170 : 250, gap: narrow ? 6 : 12 },
          ),
    [all, width, narrow],
  );
  const order = useRef(all);
  order.current = all;
  // The same for all time: a tile that is given nothing new is not drawn again.
  const [shown] = useState(() => () => order.current.map(({ top }) => top.id));
  const areas = useRef<Areas>(new Map());
  const last = rows.at(-1);
  const height = last ? last.top + last.height : 0;
  useEffect(() => {
    if (width > 0 && !complete.value && to > height - ahead) void loadMore();
  }, [to, height, width, all]);
  return (
    <ul ref={place} class="relative" style={{ height: `${height}px` }}>
      {placeTiles(rowsWithin(rows, from, to), all, areas).map(({ stack, area }) => (
        <Tile key={stack.top.id} stack={stack} area={area} shown={shown} />
      ))}
    </ul>
  );
}

type Areas = Map<string, Area>;

/** Where each stands; one that stays in its place keeps the very same area. */
function placeTiles(
  rows: readonly TileRow[],
  all: readonly Stack[],
  areas: { current: Areas },
): { stack: Stack; area: Area }[] {
  const before = areas.current;
  areas.current = new Map();
  return rows.flatMap(({ top, height, tiles }) =>
    tiles.flatMap(({ index, left, width }) => {
      const stack = all[index];
      if (!stack) return [];
      const known = before.get(stack.top.id);
      const stays =
        known?.top === top &&
        known.left === left &&
        known.width === width &&
        known.height === height;
      const area = stays ? known : { top, left, width, height };
      areas.current.set(stack.top.id, area);
      return [{ stack, area }];
    }),
  );
}

function shapeOf({ data: [picture], parameters: { size } }: Generation): number {
  if (picture && picture.height > 0) return picture.width / picture.height;
  return readShape(typeof size === 'string' ? size : '') ?? 1;
}

/** How wide the wall is, and which part of it can be seen or will be in a moment. */
function useWindow(place: { current: HTMLElement | null }) {
  const [seen, setSeen] = useState({ width: 0, from: 0, to: 0 });
  const last = useRef(seen);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    let asked = 0;
    const measure = () => {
      const { top, width } = element.getBoundingClientRect();
      // In steps, so that not every pixel of scrolling draws the wall anew.
      const from = Math.floor((-top - ahead) / 200) * 200;
      const to = Math.ceil((innerHeight - top + ahead) / 200) * 200;
      const { current } = last;
      const isSame = current.width === width && current.from === from && current.to === to;
      if (isSame) return;
      const jumped = from > current.to || to < current.from;
      // After a jump nothing is there yet: what is seen comes first, the rest with the next frame.
      last.current = jumped ? { width, from: from + ahead, to: to - ahead } : { width, from, to };
      setSeen(last.current);
      if (jumped) later();
    };
    const later = () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(measure);
    };
    measure();
    const sizes = new ResizeObserver(later);
    sizes.observe(element);
    addEventListener('scroll', later, { passive: true });
    return () => {
      cancelAnimationFrame(asked);
      sizes.disconnect();
      removeEventListener('scroll', later);
    };
  }, []);
  return seen;
}
