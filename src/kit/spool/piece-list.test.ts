import { expect, it } from 'vitest';
import { createPieceList } from './piece-list.ts';

it('keeps the order and the size over big and small chunks', () => {
  const list = createPieceList();
  const chunks = [1, 5000, 0, 2, 4096, 4095, 100, 16_384, 3].map((size, i) =>
    Buffer.alloc(size, i),
  );
  for (const chunk of chunks) list.add(chunk);
  expect(list.size).toBe(Buffer.concat(chunks).length);
  expect(Buffer.concat(list.take()).equals(Buffer.concat(chunks))).toBe(true);
  expect(list.size).toBe(0);
  expect(list.take()).toEqual([]);
});

it('takes big chunks as they are', () => {
  const list = createPieceList();
  const big = Buffer.alloc(64 * 1024);
  list.add(big);
  expect(list.take()[0]).toBe(big);
});

it('gathers very small chunks into few pieces that keep no foreign memory alive', () => {
  const list = createPieceList();
  const socket = Buffer.alloc(64 * 1024, 7);
  for (let i = 0; i < 10_000; i += 1) list.add(socket.subarray(i, i + 1));
  const pieces = list.take();
  expect(pieces).toHaveLength(1);
  expect(pieces[0]?.buffer).not.toBe(socket.buffer);
});

it('leaves pieces it handed over alone', () => {
  const list = createPieceList();
  list.add(Buffer.from('fox'));
  const [first] = list.take();
  list.add(Buffer.from('hen'));
  list.take();
  expect(first?.toString()).toBe('fox');
});
