import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // A machine that does ten things at once may take its time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'house',
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'test/evals/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/parts/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'conformance',
          include: ['test/conformance/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          // A page on a busy machine waits up to half a minute for one thing.
          testTimeout: 120_000,
          include: ['test/page/*.test.ts'],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'kill',
          include: ['test/kill/*.test.ts'],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'proofs',
          include: ['test/proofs/*.test.ts', 'test/weather/{silence,surroundings}.test.ts'],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'evals',
          include: ['test/evals/model/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'bench',
          include: ['test/bench/*.test.ts'],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'pictures',
          include: ['test/page/pictures/*.test.ts'],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'growth',
          include: ['test/growth/*.test.ts'],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'scale',
          include: ['test/scale/*.test.ts'],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'bundle',
          include: [
            'test/e2e/*.test.ts',
            'test/memory/*.test.ts',
            'test/weather/{disk,durable-order,faults}.test.ts',
          ],
          globalSetup: ['test/build-bundle.ts'],
        },
      },
    ],
  },
});
