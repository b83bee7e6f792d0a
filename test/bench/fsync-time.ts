import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Milliseconds that this disk takes to make 2 MB durable, the middle of 30 tries. */
export function fsyncTime(): number {
  const path = join(tmpdir(), `maliang-fsync-${process.pid}`);
  const bytes = Buffer.alloc(2_000_000, 7);
  const times: number[] = [];
  for (let count = 0; count < 30; count += 1) {
    const file = openSync(path, 'w');
    writeSync(file, bytes);
    const began = performance.now();
    fsyncSync(file);
    times.push(performance.now() - began);
    closeSync(file);
  }
  rmSync(path);
  return times.sort((a, b) => a - b)[15] ?? 0;
}
