import { expect, it } from 'vitest';
import { dropBytes } from './drop-bytes.ts';

it('leaves what stands behind the dropped bytes, wherever they end', () => {
  const pieces = ['fox', '', 'hen', 'owl'].map((text) => Buffer.from(text));
  for (let count = 0; count <= 9; count += 1) {
    const left = Buffer.concat(dropBytes(pieces, count)).toString();
    expect(left).toBe('foxhenowl'.slice(count));
  }
  expect(dropBytes(pieces, 9)).toEqual([]);
});
