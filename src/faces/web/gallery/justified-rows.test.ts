import { describe, expect, it } from 'vitest';
import { layRows, rowsWithin } from './justified-rows.ts';

const options = { width: 1000, height: 200, gap: 10 };

describe('rows of tiles', () => {
  it('fill the width and come close to the wished height', () => {
    const ratios = Array.from({ length: 40 }, (_, at) => [1, 1.5, 0.66, 1.78][at % 4] ?? 1);
    const rows = layRows(ratios, options);
    for (const row of rows.slice(0, -1)) {
      const last = row.tiles.at(-1);
      expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(1000);
      expect(row.height).toBeLessThanOrEqual(200);
      expect(row.height).toBeGreaterThan(110);
    }
    const indices = rows.flatMap(({ tiles }) => tiles.map(({ index }) => index));
    expect(indices).toEqual(ratios.map((_, at) => at));
  });

  it('stay where they are when more tiles follow', () => {
    const ratios = Array.from({ length: 30 }, () => 1);
    const before = layRows(ratios, options);
    const after = layRows([...ratios, 1, 1, 1], options);
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });

  it('take tiles of any shape, also of none', () => {
    const rows = layRows([Number.NaN, 0, 1000, Number.POSITIVE_INFINITY], options);
    for (const { height, tiles } of rows) {
      expect(height).toBeGreaterThan(0);
      for (const { width } of tiles) expect(width).toBeGreaterThan(0);
    }
    expect(layRows([], options)).toEqual([]);
  });

  it('are found by what is seen of the page, however many there are', () => {
    const rows = layRows(
      Array.from({ length: 10_000 }, () => 1),
      options,
    );
    const seen = rowsWithin(rows, 5000, 6000);
    expect(seen.length).toBeLessThan(9);
    for (const { top, height } of seen) {
      expect(top).toBeLessThanOrEqual(6000);
      expect(top + height).toBeGreaterThanOrEqual(5000);
    }
    expect(rowsWithin(rows, -500, -100)).toEqual([]);
    expect(rowsWithin(rows, 1e9, 2e9)).toEqual([]);
  });
});
