import { readFileSync, writeFileSync } from 'node:fs';

const mebibyte = 1024 * 1024;

/** What a process holds in memory, in bytes, as the kernel counts it (Linux). */
export function residentMemory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}

/** Begins a new peak. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Bytes as whole MiB, for people. */
export function inMebibytes(bytes: number): number {
  return Math.round(bytes / mebibyte);
}
