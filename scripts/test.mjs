// Runs every check, the quick ones first, and closes with one line that counts them all; with --all
// also the tests that take minutes.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name) => join(root, 'node_modules/.bin', name);
const report = join(tmpdir(), `maliang-test-${process.pid}.json`);

const checks = [
  ['format and lint', bin('biome'), ['ci', '.']],
  ['types', bin('tsc'), []],
  ['types of the page', bin('tsc'), ['-p', 'src/faces/web']],
  ['unused code', bin('knip'), []],
  ['build', process.execPath, ['scripts/build.mjs']],
  ['package', bin('publint'), ['--strict']],
];

let passed = 0;
let failed = 0;
for (const [name, command, words] of checks) {
  process.stdout.write(`\n# ${name}\n`);
  if (run(command, words)) passed += 1;
  else failed += 1;
}
process.stdout.write('\n# tests\n');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
run(bin('vitest'), ['run', ...projects(), ...reporters]);
count();

process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 ? 1 : 0);

/** Every project of vitest.config.ts, but for what takes minutes, which `--all` runs, and what only measures,
 * asks a real model or takes pictures for the docs. */
function projects() {
  const measuring = ['bench', 'growth', 'evals', 'pictures'];
  const long = process.argv.includes('--all') ? measuring : ['kill', 'proofs', ...measuring];
  const names = readFileSync(join(root, 'vitest.config.ts'), 'utf8').matchAll(/\bname: '(\w+)'/g);
  return [...names].flatMap(([, name]) => (long.includes(name) ? [] : ['--project', name]));
}

/** A run that ended before it could report counts as failed. */
function count() {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    passed += numPassedTests;
    failed += success ? 0 : Math.max(1, numFailedTests, numFailedTestSuites);
    rmSync(report);
  } catch {
    failed += 1;
  }
}

function run(command, words) {
  return (
    spawnSync(command, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0
  );
}
