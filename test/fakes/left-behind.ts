import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Generation } from '../../src/core/generation.ts';
import type { Rerun } from '../../src/core/leases.ts';
import type { Parts } from '../../src/core/parts.ts';
import { writeSpoolLabel } from '../../src/core/spool-label.ts';
import type { JournalEntry, Store } from '../../src/core/store.ts';
import { createRecovery } from '../../src/jobs/recovery.ts';
import { randomName } from '../../src/kit/random-name.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createAssetFolder } from '../../src/store/pictures/asset-folder.ts';
import { nameSpool } from '../../src/store/pictures/left-spools.ts';
import { accepted, sampleGeneration } from '../contract/store-samples.ts';
import { createTestParts, type fakeProvider, type TestParts } from './parts.ts';
import { solidPng } from './png.ts';

/** A picture as the dead left it. */
export const png = solidPng(40, 30);

/** Processes of this machine: one that is gone, another one that runs, and the one under test. */
export const dead = 'fox:7:deadbeef';
export const alive = 'fox:9:living22';
export const self = 'fox:1:selfself';

/** What there is to leave. */
export interface Left {
  generation: Generation;
  /** Bytes of images that were on their way, by index. */
  spools?: Record<number, Uint8Array>;
  sent?: boolean;
  rerun?: Rerun;
  by?: string;
  host?: string;
  more?: JournalEntry[];
}

/** A folder that several processes share, new for each test of the file. */
export function useDataFolder() {
  let directory: string;
  let stores: Store[];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'recovery-'));
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await rm(directory, { recursive: true });
  });

  /** A process on the common folder, of which all but 7 run. */
  async function openProcess(processId: string, changes: Partial<Parts> = {}) {
    const store = await openStore({ directory });
    stores.push(store);
    const assets = await createAssetFolder({ directory, processId });
    const parts = createTestParts({ store, assets, processId, ...changes });
    return { parts, ...createRecovery(parts, (pid) => pid !== 7) };
  }

  /** What a process leaves that dies in the middle of a generation. */
  async function leave({ generation, spools = {}, sent = true, more = [], ...how }: Left) {
    const { by = dead, rerun = 'briefly', host = 'local' } = how;
    const { id } = generation;
    const { parts } = await openProcess(by);
    const { journal } = parts.store;
    const begun = { ...accepted(generation, 'key'), rerun, host, leaseOwner: by };
    await journal.append({ ...begun, leaseUntil: Date.now() + 30_000 });
    if (sent) await journal.append({ type: 'generation-sent', id, at: 1, leaseOwner: by });
    for (const entry of more) await journal.append(entry);
    const stems: string[] = [];
    for (const [index, bytes] of Object.entries(spools)) {
      const stem = randomName();
      stems.push(stem);
      const label = writeSpoolLabel({ generationId: id, index: Number(index), stem });
      await writeSpool(nameSpool(label, by), bytes);
    }
    return { id, stems, assets: parts.assets };
  }

  async function writeSpool(name: string, bytes: Uint8Array = png): Promise<string> {
    const path = join(directory, 'spool', `${name}.part`);
    await writeFile(path, bytes);
    return path;
  }

  return {
    openProcess,
    leave,
    writeSpool,
    folder: () => directory,
    spoolNames: () => readdir(join(directory, 'spool')),
    assetNames: () => readdir(join(directory, 'assets')),
  };
}

/** A wish that the brush of a test can paint. */
export function wish(changes: Partial<Generation> = {}): Generation {
  return sampleGeneration({
    id: `gen_${randomName()}`,
    provider: 'brush',
    model: 'brush-1',
    parameters: { n: 1, size: '1024x1024' },
    createdAt: Date.now(),
    ...changes,
  });
}

/** The record as it stands now. */
export const found = async ({ store }: Parts, id: string) => {
  const generation = await store.findGeneration(id);
  if (!generation) throw new Error(`${id} is gone`);
  return generation;
};

/** The provider a process has. */
export const brushOf = ({ providers }: TestParts) =>
  providers[0] as ReturnType<typeof fakeProvider>;
