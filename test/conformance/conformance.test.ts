import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startConformanceServer } from './conformance-server.ts';
import { runSuite } from './run-suite.ts';

const suiteMs = 90_000;

let server: Awaited<ReturnType<typeof startConformanceServer>>;
let folder: string;

beforeAll(async () => {
  server = await startConformanceServer();
  folder = await mkdtemp(join(tmpdir(), 'conformance-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

it('stands behind a key', async () => {
  const answer = await fetch(server.ownUrl, { method: 'POST', body: '{}' });
  expect(answer.status).toBe(401);
});

/** Beyond what a revision requires: the extension has a revision of its own, served with the newest. */
const taskScenarios = [
  'tasks-capability-negotiation',
  'tasks-dispatch-and-envelope',
  'tasks-lifecycle',
  'tasks-mrtr-composition',
  'tasks-mrtr-input',
  'tasks-request-headers',
  'tasks-request-state-removal',
  'tasks-required-task-error',
  'tasks-status-notifications',
  'tasks-wire-fields',
];

/** The suite itself does not test this one yet, whatever the server. */
const untested = ['tasks-status-notifications'];

describe.each([
  ['2025-11-25', 30, []],
  ['2026-07-28', 37, taskScenarios],
])('the official suite, %s', (revision, scored, unscored) => {
  it(
    `passes all ${scored} scored scenarios and ${unscored.length} of tasks`,
    async () => {
      const run = await runSuite(server.url, revision, join(folder, revision));
      const { exitCode, checks } = run;
      const failures = [...checks].flatMap(([scenario, found]) =>
        found
          .filter(({ status }) => status === 'FAILURE')
          .map(({ id, errorMessage }) => `${scenario} ${id}: ${errorMessage}`),
      );
      const ofTasks = [...checks.keys()].filter((name) => name.startsWith('tasks-'));
      const counted = checks.size - run.unscored;
      process.stdout.write(
        `MCP conformance, ${revision}: ${counted} scored scenarios, ${ofTasks.length} of tasks, ${run.unscored - ofTasks.length} others; ${failures.length} failed checks\n`,
      );
      expect({ exitCode, failures }).toEqual({ exitCode: 0, failures: [] });
      expect(counted).toBe(scored);
      expect(ofTasks.toSorted()).toEqual(unscored);
      for (const name of ofTasks) {
        const passed = checks.get(name)?.some(({ status }) => status === 'SUCCESS');
        expect([name, passed]).toEqual([name, !untested.includes(name)]);
      }
    },
    suiteMs,
  );
});
