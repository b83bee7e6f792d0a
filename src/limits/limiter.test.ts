import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeLimiterContract,
  describeSharedLimiterContract,
} from '../../test/contract/limiter-contract.ts';
import { createMemoryStore } from '../store/memory/memory-store.ts';
import { openStore } from '../store/open-store.ts';

describeLimiterContract('in memory', async () => ({
  open: async () => createMemoryStore(),
  remove: async () => {},
}));

async function createPlace() {
  const directory = await mkdtemp(join(tmpdir(), 'maliang-limits-'));
  return {
    open: () => openStore({ directory }),
    remove: () => rm(directory, { recursive: true }),
  };
}

describeLimiterContract('sqlite', createPlace);
describeSharedLimiterContract('sqlite', createPlace);
