import { describe, expect, it } from 'vitest';
import { fill } from './fill.ts';
import { ellipse, type Path, place, rectangle } from './path.ts';

const size = 40;

/** How much of each pixel a shape covers, 0 to 1, row by row; `lift` shifts the rows asked for. */
function coverage(path: Path, lift = 0): number[] {
  const painter = fill(path, { color: [255, 255, 255] })({ width: size, height: size, scale: 1 });
  const row = new Float32Array(size * 3);
  return Array.from({ length: size }, (_, y) => {
    row.fill(0);
    painter.paint(row, y + lift);
    return Array.from({ length: size }, (_, x) => (row[x * 3] ?? 0) / 255);
  }).flat();
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe('filling a shape', () => {
  it('covers each pixel by exactly the area inside', () => {
    const covered = coverage(rectangle(10.25, 5.5, 4.5, 2));
    expect(covered[5 * size + 10]).toBeCloseTo(0.75 * 0.5, 5);
    expect(covered[6 * size + 12]).toBe(1);
    expect(covered[7 * size + 14]).toBeCloseTo(0.75 * 0.5, 5);
    expect(sum(covered)).toBeCloseTo(9, 4);
  });

  it('keeps the area of a slanted shape', () => {
    const turned = place(rectangle(-9, -4, 18, 8), { x: 20, y: 20, turn: 0.61 });
    expect(sum(coverage(turned))).toBeCloseTo(144, 1);
  });

  it('joins overlapping outlines, whichever way they turn', () => {
    const square = rectangle(8, 8, 10, 10);
    const mirrored = place(rectangle(-23, 8, 10, 10), { x: 0, y: 0, stretch: -1 });
    expect(sum(coverage([...square, ...mirrored]))).toBeCloseTo(150, 3);
  });

  it('paints a row between two rows as it lies', () => {
    const covered = coverage(rectangle(4, 10, 6, 3), 0.5);
    expect(covered[9 * size + 5]).toBeCloseTo(0.5, 5);
    expect(covered[10 * size + 5]).toBe(1);
  });

  it('stays inside the picture where the shape does not', () => {
    const covered = coverage(ellipse(0, 20, 500));
    expect(sum(covered)).toBe(size * size);
    expect(sum(coverage(ellipse(-300, 20, 20)))).toBe(0);
  });
});
