import type { Capability } from '../../src/core/capability.ts';
import type { AppError } from '../../src/core/errors.ts';
import type { GenerateRequest } from '../../src/core/generation.ts';
import type { Host } from '../../src/core/host.ts';
import type { Image } from '../../src/core/image.ts';
import type { Lease } from '../../src/core/limiter.ts';
import type { Logger } from '../../src/core/logger.ts';
import type { Parts } from '../../src/core/parts.ts';
import { createGates } from '../../src/core/produce/gate.ts';
import type { Provider, ProviderEvent, ProviderRequest } from '../../src/core/provider.ts';
import type { JournalEntry, Store } from '../../src/core/store.ts';
import type { Dressed } from '../../src/core/styles.ts';
import type { Telemetry } from '../../src/core/telemetry.ts';
import { localHost } from '../../src/hosts/local.ts';
import { createLocalQueue } from '../../src/jobs/local-queue.ts';
import { createMemoryAssetFolder } from '../../src/store/memory/memory-asset-folder.ts';
import { createMemoryStore } from '../../src/store/memory/memory-store.ts';
import { solidPng } from './png.ts';
import { testCapability } from './wishes.ts';

/** What a fake provider does with a request; throw from it to refuse. */
export type Script = (
  request: ProviderRequest,
  signal: AbortSignal,
) => AsyncIterable<ProviderEvent> | Promise<AsyncIterable<ProviderEvent>>;

/** A provider that follows a script; without one it paints what is asked, each image another. */
export function fakeProvider(
  changes: Partial<Provider> & { rows?: Capability[]; script?: Script } = {},
): Provider & { requests: ProviderRequest[] } {
  const { rows = [testCapability()], script = paintAll, ...rest } = changes;
  const requests: ProviderRequest[] = [];
  return {
    name: 'brush',
    kind: 'openai',
    origin: 'https://brush.test',
    models: () => rows,
    defaultModel: rows[0]?.model ?? 'brush-1',
    permissive: undefined,
    async generate(request, signal) {
      requests.push(request);
      return script(request, signal);
    },
    requests,
    ...rest,
  };
}

async function* paintAll(request: ProviderRequest): AsyncGenerator<ProviderEvent> {
  await request.onSend();
  for (let index = 0; index < request.n; index += 1) yield painted(index);
}

/** An image event with a small PNG of its own colour. */
export function painted(index: number, image: Partial<Image> = {}): ProviderEvent {
  return { type: 'image', index, image: { ...imageOf(solidPng(8, 8, index)), ...image } };
}

/** Bytes as an image on the wire, in pieces. */
export function imageOf(bytes: Uint8Array, url?: string): Image {
  return {
    mediaType: undefined,
    url,
    async *bytes() {
      for (let at = 0; at < bytes.length; at += 50) yield bytes.subarray(at, at + 50);
    },
  };
}

/** A remote host that takes everything, unless told otherwise. */
export function fakeHost(put?: Host['put']): Host {
  return {
    name: 'wall',
    kind: 'wall',
    local: false,
    async put(asset, bytes, signal) {
      if (put) return put(asset, bytes, signal);
      for await (const _ of bytes);
      return { url: `https://wall.test/${asset.name}`, deleteRef: asset.id };
    },
  };
}

/** Parts of memory and fakes, and a record of what the core did with them. */
export interface TestParts extends Parts {
  /** What the journal has confirmed, in order. */
  recorded: JournalEntry[];
  /** How leases ended. */
  leases: ('settled' | 'released')[];
  logged: string[];
}

/** Plugs parts together for a test; what is not overridden is real and in memory, or a tiny fake. */
export function createTestParts(overrides: Partial<Parts> = {}): TestParts {
  const recorded: JournalEntry[] = [];
  const leases: TestParts['leases'] = [];
  const logged: string[] = [];
  const lease: Lease = {
    rate: undefined,
    settle: async () => void leases.push('settled'),
    release: async () => void leases.push('released'),
  };
  return {
    providers: [fakeProvider()],
    aliases: new Map(),
    gates: createGates(() => undefined),
    bringProvider: ({ baseUrl }) => fakeProvider({ name: 'caller', origin: baseUrl }),
    withKey: (provider) => ({ ...provider }),
    chooseHost: () => localHost(),
    store: recordingStore(recorded),
    assets: createMemoryAssetFolder(),
    limiter: { admit: async () => lease },
    styles: { dress: async (request) => undressed(request) },
    queue: createLocalQueue(),
    logger: recordingLogger(logged),
    telemetry: silentTelemetry(),
    webhooks: { plan: () => [], wake: () => {}, end: async () => {} },
    defaultModel: undefined,
    modelRedirects: 'follow',
    processId: 'test',
    now: Date.now,
    ...overrides,
    recorded,
    leases,
    logged,
  };
}

/** A wish that names no style. */
export function undressed(request: GenerateRequest): Dressed {
  return { request, style: undefined, prompt: request.prompt, chosen: [], references: [] };
}

/** A store in memory that tells what it has confirmed; `refuse` makes it fail for some entries. */
export function recordingStore(
  recorded: JournalEntry[],
  refuse?: (entry: JournalEntry) => AppError | Error | undefined,
): Store {
  const store = createMemoryStore();
  return {
    ...store,
    journal: {
      async append(entry) {
        const refusal = refuse?.(entry);
        if (refusal) throw refusal;
        await store.journal.append(entry);
        recorded.push(entry);
      },
    },
  };
}

/** Keeps the messages it is given, whatever their level. */
export function recordingLogger(lines: string[]): Logger {
  const log = (_: object, message: string) => void lines.push(message);
  return { debug: log, info: log, warn: log, error: log };
}

/** Watches nothing, unless told otherwise. */
export function silentTelemetry(changes: Partial<Telemetry> = {}): Telemetry {
  return {
    watchGeneration: (_accepted, _trace, work) => work(),
    callFailed: () => {},
    uploadEnded: () => {},
    imagesExpired: () => {},
    webhookTried: () => {},
    requestAnswered: () => {},
    ...changes,
  };
}

/** What a promise rejects with; fails where it does not. */
export async function refusal(work: Promise<unknown>): Promise<AppError> {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Error && thrown.name === 'AppError')) {
    throw new Error(`Expected an AppError, got ${String(thrown)}`);
  }
  return thrown as AppError;
}

/** Everything a stream tells until it ends or fails. */
export async function collect<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}
