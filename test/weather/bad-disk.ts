import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The ways a disk fails under a running server. */
export type DiskTrouble = 'full' | 'taking no bytes' | 'read-only';

/** A data folder whose disk can be broken and mended while a process uses it. */
export interface BadDisk {
  folder: string;
  /** What a program has to be started with for that. */
  prefix: readonly string[];
  break(pid: number): void;
  mend(pid: number): void;
  remove(): Promise<void>;
}

const isRoot = process.getuid?.() === 0;

/**
 * What can be shown on this machine. A small disk of its own needs the right to mount one, which a
 * container may not have; a process that may write no more bytes needs nothing and always counts.
 */
export const diskTroubles: readonly DiskTrouble[] = canMount()
  ? ['full', 'taking no bytes', 'read-only']
  : ['taking no bytes', 'read-only'];

/** Makes one. */
export async function openBadDisk(trouble: DiskTrouble): Promise<BadDisk> {
  const root = await mkdtemp(join(tmpdir(), 'maliang-disk-'));
  const folder = join(root, 'data');
  await mkdir(folder);
  const remove = () => rm(root, { recursive: true, force: true });
  switch (trouble) {
    case 'full': {
      run('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder]);
      const ballast = join(folder, 'ballast');
      return {
        folder,
        prefix: [],
        break: () => fillUp(ballast),
        mend: () => rmSync(ballast),
        async remove() {
          run('umount', [folder]);
          await remove();
        },
      };
    }
    case 'taking no bytes': {
      // EFBIG for every byte, as on a quota that is used up; only the soft limit is moved.
      const limit = (pid: number, bytes: string) =>
        run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
      return {
        folder,
        prefix: [],
        break: (pid) => limit(pid, '0'),
        mend: (pid) => limit(pid, 'unlimited'),
        remove,
      };
    }
    case 'read-only': {
      const setMode = (mode: number) => {
        for (const name of ['spool', 'assets']) chmodSync(join(folder, name), mode);
      };
      return {
        folder,
        prefix: withoutOverride,
        break: () => setMode(0o500),
        mend: () => setMode(0o700),
        async remove() {
          setMode(0o700);
          await remove();
        },
      };
    }
  }
}

/** Root may write everywhere, unless this one of its rights is taken away. */
export const withoutOverride: readonly string[] = isRoot
  ? ['setpriv', '--bounding-set', '-dac_override', '--inh-caps', '-dac_override', '--']
  : [];

function canMount(): boolean {
  if (!isRoot) return false;
  const probe = `${tmpdir()}/maliang-mount-${process.pid}`;
  const mount = `mkdir ${probe} && mount -t tmpfs -o size=1m tmpfs ${probe} && umount ${probe}`;
  const { status } = spawnSync('sh', ['-c', mount], { stdio: 'ignore' });
  rmSync(probe, { recursive: true, force: true });
  return status === 0;
}

function fillUp(path: string): void {
  const file = openSync(path, 'w');
  for (const size of [1024 * 1024, 4096, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size, 1));
    } catch {
      // Full, to the size of these pieces.
    }
  }
  closeSync(file);
}

function run(command: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')}: ${stderr}`);
}
