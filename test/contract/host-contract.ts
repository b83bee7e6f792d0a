import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { Host } from '../../src/core/host.ts';
import type { Asset } from '../../src/core/image.ts';

/** A host ready to be tried, and the server behind it; the local one has none. */
export interface HostFixture {
  host: Host;
  server?: HostServer;
  close(): Promise<void>;
}

/** What a server keeps of an asset. */
interface StoredFile {
  fileName: string;
  size: number;
  sha256: string;
}

/** What the suite must see and do at the far end. */
export interface HostServer {
  /** What it keeps, oldest first. */
  stored(): readonly StoredFile[] | Promise<readonly StoredFile[]>;
  /** `down` answers as a server in trouble, `silent` takes everything and never answers. */
  become(state: 'well' | 'down' | 'silent'): void;
  /** Whether it was asked to delete what this reference names. */
  deleted(deleteRef: string): boolean | Promise<boolean>;
  /** The credential, which must never stand in an error. */
  secret: string;
}

/** An asset with random bytes of its own, read in pieces of odd lengths. */
export interface SampleAsset {
  asset: Asset;
  /** How often the bytes were opened. */
  opened: number;
  bytes(): AsyncIterable<Uint8Array>;
}

/** Makes an asset to be kept; its name is a new one each time. */
export function sampleAsset(overrides: Partial<Asset> = {}): SampleAsset {
  const content = randomBytes(overrides.size ?? 10_007);
  const sample: SampleAsset = {
    asset: {
      id: 'img_aaaaaaaaaaaaaaaaaaaaaaaaaa',
      generationId: undefined,
      index: 0,
      name: `${randomBytes(13).toString('hex')}.png`,
      mediaType: 'image/png',
      width: 8,
      height: 8,
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      visibility: 'public',
      revisedPrompt: undefined,
      seed: undefined,
      host: 'host',
      hostedUrl: undefined,
      deleteRef: undefined,
      createdAt: 0,
      favouriteAt: undefined,
      expiredAt: undefined,
      ...overrides,
    },
    opened: 0,
    async *bytes() {
      sample.opened += 1;
      for (let start = 0; start < content.length; start += 4093) {
        yield content.subarray(start, start + 4093);
      }
    },
  };
  return sample;
}

/** What a rejected promise was rejected with; fails where it was not, or not with an AppError. */
export async function refusalOf(promise: Promise<unknown>): Promise<AppError> {
  const outcome = await promise.catch((thrown: unknown) => thrown);
  expect(outcome).toBeInstanceOf(AppError);
  return outcome as AppError;
}

/**
 * The one suite for every host. Whether a server stands behind it must be known before it is set
 * up, so a host without one says `local`.
 */
export function describeHostContract(
  name: string,
  setUp: () => Promise<HostFixture>,
  place: 'remote' | 'local' = 'remote',
): void {
  describe(`${name} keeps the contract of a host`, () => {
    let fixture: HostFixture;
    beforeEach(async () => {
      fixture = await setUp();
    });
    afterEach(() => fixture.close());

    const put = (sample: SampleAsset, signal = new AbortController().signal) =>
      fixture.host.put(sample.asset, sample.bytes(), signal);

    it('has a plain name and kind', () => {
      expect(fixture.host.name).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(fixture.host.kind).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(fixture.host.local).toBe(place === 'local');
    });

    it('takes the same asset again and tells an address each time', async () => {
      const sample = sampleAsset();
      const address = place === 'local' ? /^\/i\/[^/]+$/ : /^https?:\/\/[^/]+\/./;
      expect((await put(sample)).url).toMatch(address);
      expect((await put(sample)).url).toMatch(address);
    });

    if (place === 'remote') {
      describeServer(put, () => {
        if (!fixture.server) throw new Error('a remote host needs a server in its fixture');
        return { host: fixture.host, server: fixture.server };
      });
    }
  });
}

function describeServer(
  put: (sample: SampleAsset, signal?: AbortSignal) => ReturnType<Host['put']>,
  fixture: () => { host: Host; server: HostServer },
): void {
  it('hands on exactly the bytes of the asset, opened once, under its name', async () => {
    const samples = [1, 10_007, 700_001].map((size) => sampleAsset({ size }));
    for (const sample of samples) await put(sample);
    expect(await fixture().server.stored()).toMatchObject(
      samples.map(({ asset }) => ({
        fileName: asset.name,
        size: asset.size,
        sha256: asset.sha256,
      })),
    );
    expect(samples.map(({ opened }) => opened)).toEqual([1, 1, 1]);
  });

  it('takes several assets at once', async () => {
    const samples = Array.from({ length: 8 }, () => sampleAsset());
    const urls = await Promise.all(samples.map(async (sample) => (await put(sample)).url));
    expect(new Set(urls).size).toBe(8);
    const stored = await fixture().server.stored();
    expect(stored.map(({ sha256 }) => sha256).sort()).toEqual(
      samples.map(({ asset }) => asset.sha256).sort(),
    );
  });

  it('says of a server in trouble that another try can help, and then it does', async () => {
    const { server } = fixture();
    const sample = sampleAsset();
    server.become('down');
    const refusal = await refusalOf(put(sample));
    expect(refusal.retryable).toBe(true);
    expect(refusal.message).not.toContain(server.secret);
    server.become('well');
    expect((await put(sample)).url).toMatch(/^https?:/);
  });

  it('stops as soon as the signal aborts, before the upload or during it', async () => {
    const { server } = fixture();
    server.become('silent');
    const started = Date.now();
    expect((await refusalOf(put(sampleAsset(), AbortSignal.abort()))).code).toBe('cancelled');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect((await refusalOf(put(sampleAsset(), controller.signal))).code).toBe('cancelled');
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it('calls it a failure worth another try when the core gave up waiting', async () => {
    fixture().server.become('silent');
    const refusal = await refusalOf(put(sampleAsset(), AbortSignal.timeout(50)));
    expect(refusal).toMatchObject({ code: 'host_failed', retryable: true });
  });

  it('rejects when the bytes break off', async () => {
    const { asset } = sampleAsset();
    async function* broken() {
      yield Buffer.alloc(10);
      throw new Error('the disk is gone');
    }
    const { host, server } = fixture();
    await refusalOf(host.put(asset, broken(), new AbortController().signal));
    expect(await server.stored()).toEqual([]);
  });

  it('deletes what it kept, by the reference it gave, even twice', async () => {
    const { host, server } = fixture();
    const { deleteRef = '' } = await put(sampleAsset());
    for (const _attempt of [1, 2]) await host.delete?.(deleteRef, new AbortController().signal);
    expect(await server.deleted(deleteRef)).toBe(true);
  });
}
