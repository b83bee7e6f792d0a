/** A tile in a row; all lengths in pixels. */
export interface PlacedTile {
  /** Its place in the list. */
  index: number;
  left: number;
  width: number;
}

/** A row of tiles of one height. */
export interface TileRow {
  top: number;
  height: number;
  tiles: readonly PlacedTile[];
}

/** How tiles are laid out; all lengths in pixels. */
export interface RowOptions {
  width: number;
  /** The height rows come close to. */
  height: number;
  gap: number;
}

/** No tile is so narrow or so wide that it could not be looked at. */
const narrowest = 0.5;
const widest = 3;

/**
 * Lays tiles of these shapes (width over height) out in rows that fill the width. The last row
 * keeps the height of the others, as more tiles may follow.
 */
export function layRows(ratios: readonly number[], options: RowOptions): TileRow[] {
  const { width, height, gap } = options;
  const rows: TileRow[] = [];
  let begin = 0;
  let sum = 0;
  let top = 0;
  const close = (end: number, rowHeight: number) => {
    rows.push({ top, height: rowHeight, tiles: placeTiles(ratios, begin, end, rowHeight, gap) });
    top += rowHeight + gap;
    begin = end;
    sum = 0;
  };
  for (let at = 0; at < ratios.length; at += 1) {
    sum += bounded(ratios[at]);
    const room = width - gap * (at - begin);
    if (room / sum <= height) close(at + 1, room / sum);
  }
  if (begin < ratios.length) {
    const room = width - gap * (ratios.length - begin - 1);
    close(ratios.length, Math.min(height, room / sum));
  }
  return rows;
}

function placeTiles(
  ratios: readonly number[],
  begin: number,
  end: number,
  height: number,
  gap: number,
): PlacedTile[] {
  let left = 0;
  return ratios.slice(begin, end).map((ratio, at) => {
    const width = bounded(ratio) * height;
    const tile = { index: begin + at, left, width };
    left += width + gap;
    return tile;
  });
}

function bounded(ratio = 1): number {
  return Number.isFinite(ratio) ? Math.min(widest, Math.max(narrowest, ratio)) : 1;
}

/** The rows that touch the part of the page from `top` to `bottom`. */
export function rowsWithin(rows: readonly TileRow[], top: number, bottom: number): TileRow[] {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = rows[middle];
    if (row && row.top + row.height < top) low = middle + 1;
    else high = middle;
  }
  const found: TileRow[] = [];
  for (let at = low; at < rows.length; at += 1) {
    const row = rows[at];
    if (!row || row.top > bottom) break;
    found.push(row);
  }
  return found;
}
