import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What others have published for the same work; never a part of this project. */
const packages = {
  '@portkey-ai/gateway': '1.15.2',
  'imagegen-mcp': '1.0.4',
  // The last that runs on Node 20.
  'mcp-image': '0.8.0',
  '@napolab/gpt-image-1-mcp': '1.1.0',
};

/** Peers, installed outside the project's tree. */
export interface Peers {
  /** The file that starts one. */
  entry(name: keyof typeof packages, file: string): string;
  versions: readonly string[];
  remove(): Promise<void>;
}

/** Installs the peers without running a script of theirs. */
export async function installPeers(): Promise<Peers> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-peers-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['install', ...flags, ...wanted], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The peers could not be installed.');
  return {
    entry: (name, file) => join(folder, 'node_modules', name, file),
    versions: wanted,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
