import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Generation } from '../api/shapes.ts';
import { readShape } from '../create/choices.ts';
import { complete, loadMore } from './feed.ts';
import { layRows, rowsWithin } from './justified-rows.ts';
import type { Stack } from './stacks.ts';
import { Tile } from './tile.tsx';

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
  const shown = useMemo(() => all.map(({ top }) => top.id), [all]);
  const last = rows.at(-1);
  const height = last ? last.top + last.height : 0;
  useEffect(() => {
    if (width > 0 && !complete.value && to > height - ahead) void loadMore();
  }, [to, height, width, all]);
  return (
    <ul ref={place} class="relative" style={{ height: `${height}px` }}>
      {rowsWithin(rows, from, to).flatMap((row) =>
        row.tiles.map(({ index, left, width: tileWidth }) => {
          const stack = all[index];
          const area = { top: row.top, left, width: tileWidth, height: row.height };
          return stack && <Tile key={stack.top.id} stack={stack} area={area} shown={shown} />;
        }),
      )}
    </ul>
  );
}

function shapeOf({ data: [picture], parameters: { size } }: Generation): number {
  if (picture && picture.height > 0) return picture.width / picture.height;
  return readShape(typeof size === 'string' ? size : '') ?? 1;
}

/** How wide the wall is, and which part of it can be seen or will be in a moment. */
function useWindow(place: { current: HTMLElement | null }) {
  const [seen, setSeen] = useState({ width: 0, from: 0, to: 0 });
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    let asked = 0;
    const measure = () => {
      const { top, width } = element.getBoundingClientRect();
      // In steps, so that not every pixel of scrolling draws the wall anew.
      const from = Math.floor((-top - ahead) / 200) * 200;
      const to = Math.ceil((innerHeight - top + ahead) / 200) * 200;
      setSeen((before) =>
        before.width === width && before.from === from && before.to === to
          ? before
          : { width, from, to },
      );
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
