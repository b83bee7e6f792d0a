import type { GenerateRequest, GenerationEvent } from '../../src/core/generation.ts';
import type { Host } from '../../src/core/host.ts';
import { type Note, strictly } from '../../src/core/notes.ts';
import type { Parts } from '../../src/core/parts.ts';
import type { Produced } from '../../src/core/produce/read-call.ts';
import { produce } from '../../src/core/produce.ts';
import { resolve } from '../../src/core/resolve.ts';
import { accepted, sampleGeneration } from '../contract/store-samples.ts';
import { createTestParts, fakeProvider, type Script } from './parts.ts';
import { testCaller, testCapability, testRequest } from './wishes.ts';

/** What a production is made of. */
export interface SetUp {
  script: Script;
  wishes?: Partial<GenerateRequest>;
  host?: Host;
  maxN?: number;
  signal?: AbortSignal;
  overrides?: Partial<Parts>;
  note?: Note;
}

/** Runs one production of an accepted generation over a fake provider. */
export function run({ script, wishes = {}, host, maxN = 4, signal, overrides = {}, note }: SetUp) {
  const rows = [testCapability({ maxN })];
  const provider = fakeProvider({ rows, script });
  const parts = createTestParts({
    providers: [provider],
    ...(host && { chooseHost: () => host }),
    ...overrides,
  });
  const produced: Produced = { assets: [], usage: undefined, warnings: [] };
  const events: GenerationEvent[] = [];
  const plan = resolve(testRequest(wishes), testCaller(), parts);
  const tools = {
    generationId: 'gen_test',
    owner: 'local',
    emit: (event: GenerationEvent) => void events.push(event),
    signal: signal ?? new AbortController().signal,
    assetOrigin: 'http://here.test',
    onSend: async () => {},
    note: note ?? strictly,
  };
  const entry = accepted(sampleGeneration({ id: tools.generationId }));
  const done = parts.store.journal.append(entry).then(() => produce(plan, produced, parts, tools));
  return { done, produced, events, parts, provider };
}

/** What was told, in order. */
export const types = (events: readonly GenerationEvent[]) => events.map(({ type }) => type);
