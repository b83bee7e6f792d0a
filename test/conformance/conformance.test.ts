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

describe.each([
  ['2025-11-25', 30],
  ['2026-07-28', 37],
])('the official suite, %s', (revision, scored) => {
  it(
    `passes all ${scored} scored scenarios`,
    async () => {
      const { exitCode, checks } = await runSuite(server.url, revision, join(folder, revision));
      const failures = [...checks]
        .filter(([scenario]) => !scenario.startsWith('tasks-'))
        .flatMap(([scenario, found]) =>
          found
            .filter(({ status }) => status === 'FAILURE')
            .map(({ id, errorMessage }) => `${scenario} ${id}: ${errorMessage}`),
        );
      expect(checks.size).toBeGreaterThanOrEqual(scored);
      expect({ exitCode, failures }).toEqual({ exitCode: 0, failures: [] });
    },
    suiteMs,
  );
});
