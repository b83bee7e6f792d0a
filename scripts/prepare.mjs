// Runs before `npm start`: installs and builds only what is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  stop(
    `Maliang needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

if (
  !existsSync(at('node_modules/rolldown')) ||
  isOlder('node_modules/.package-lock.json', 'package-lock.json')
) {
  say('Installing what building and running needs …');
  run('npm', ['ci', '--workspaces=false', '--no-audit', '--no-fund', '--loglevel=error']);
}
if (
  !existsSync(at('dist/maliang.js')) ||
  newest(at('src')) > statSync(at('dist/maliang.js')).mtimeMs
) {
  say('Building …');
  run(process.execPath, [at('scripts/build.mjs')]);
}

function isOlder(file, than) {
  return !existsSync(at(file)) || statSync(at(file)).mtimeMs < statSync(at(than)).mtimeMs;
}

function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { withFileTypes: true }).map((entry) =>
      entry.isDirectory()
        ? newest(join(folder, entry.name))
        : statSync(join(folder, entry.name)).mtimeMs,
    ),
  );
}

function run(command, words) {
  // stdout belongs to what is started next.
  const { status } = spawnSync(command, words, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) stop(`${command} ${words.join(' ')} failed; its words stand above.`);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text) {
  say(text);
  process.exit(1);
}
