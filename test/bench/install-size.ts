import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What an installation of Maliang takes. */
export interface InstallSize {
  mib: number;
  packages: number;
}

/** Packs Maliang as it is built here, and installs it with npm into a folder of its own. */
export function installSize(withOptional: boolean): InstallSize {
  const folder = mkdtempSync(join(tmpdir(), 'maliang-install-'));
  try {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    npm(['pack', '--ignore-scripts', '--pack-destination', folder], root);
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const optional = withOptional ? [] : ['--omit=optional'];
    npm(['install', '--no-audit', '--no-fund', ...optional, join(folder, archive)], folder);
    const modules = join(folder, 'node_modules');
    return { mib: sizeOf(modules) / 2 ** 20, packages: countPackages(modules) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npm(words: readonly string[], cwd: string): void {
  const { status } = spawnSync('npm', [...words, '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm ${words[0]} failed`);
}

function sizeOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return found.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function countPackages(modules: string): number {
  let count = 0;
  for (const name of readdirSync(modules)) {
    const path = join(modules, name);
    if (name.startsWith('@')) count += countPackages(path);
    else if (existsSync(join(path, 'package.json'))) count += 1;
  }
  return count;
}
