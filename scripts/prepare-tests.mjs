// Runs before `npm test`: installs the checkers and clients, and the Debian packages a few tests need.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);

const lock = statSync(at('package-lock.json')).mtimeMs;
const installed = at('node_modules/.package-lock.json');
if (!existsSync(at('node_modules/vitest')) || statSync(installed).mtimeMs < lock) {
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

// These need a newer Node than the tests, or other versions of what the server is built from.
for (const suite of ['test/conformance', 'test/inspector']) {
  const done = at(suite, 'node_modules/.package-lock.json');
  const wanted = statSync(at(suite, 'package-lock.json')).mtimeMs;
  if (existsSync(done) && statSync(done).mtimeMs >= wanted) continue;
  const words = ['ci', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', words, at(suite));
}

/** What the clients of the older servers are written with, an S3 that checks signatures, a proxy. */
const debian = [
  {
    name: 'python3-requests',
    there: () => succeeds('/usr/bin/python3', ['-c', 'import requests']),
  },
  { name: 'python3-pil', there: () => succeeds('/usr/bin/python3', ['-c', 'import PIL']) },
  { name: 'python3-swift', there: () => succeeds('/usr/bin/python3', ['-c', 'import swift']) },
  { name: 'chromium', there: () => existsSync('/usr/bin/chromium') },
  { name: 'memcached', there: () => succeeds('memcached', ['-V']) },
  { name: 'strace', there: () => succeeds('strace', ['-V']) },
  { name: 'util-linux', there: () => succeeds('prlimit', ['-V']) && succeeds('setpriv', ['-V']) },
  { name: 'bubblewrap', there: () => succeeds('bwrap', ['--version']) },
  { name: 'curl', there: () => succeeds('curl', ['-V']) },
  { name: 'nginx', there: () => succeeds('/usr/sbin/nginx', ['-v']) },
];
const missing = debian.filter(({ there }) => !there()).map(({ name }) => name);
if (missing.length > 0) {
  const install = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !succeeds('apt-get', ['--version'])) {
    stop(
      `The tests need these Debian packages: ${missing.join(', ')}. Install them with: sudo ${install}`,
    );
  }
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
}

function succeeds(command, words) {
  return spawnSync(command, words, { stdio: 'ignore' }).status === 0;
}

function run(command, words, cwd = root) {
  const { status } = spawnSync(command, words, { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) stop(`${command} ${words.join(' ')} failed; its words stand above.`);
}

function stop(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
