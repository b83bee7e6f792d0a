import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Provider, ProviderRequest } from '../../src/core/provider.ts';
import { createHttpClient, type HttpClient } from '../../src/kit/http-client.ts';
import { startWire, type Wire, type WireUpstream } from '../fakes/wire-upstream.ts';
import { collect, pictureInput, providerRequest, rejection } from './provider-request.ts';
import { proveTasks } from './task-contract.ts';

/** A provider with a wire of its own, and that wire on loopback. */
export interface WireSubject {
  wire: Wire;
  /** Makes it with short waits: `retry.firstWaitMs` and pauses of a few milliseconds. */
  create(upstream: { baseUrl: string; apiKey: string; client: HttpClient }): Provider;
  /** How its pictures come. */
  ways: 'bytes' | 'url' | 'task';
  /** Whether a running task can be stopped upstream; of `task` only. */
  cancels?: boolean;
  /** Whether a task's pictures come on its own wire, as bytes or base64, in place of free URLs. */
  inline?: boolean;
  /** Whether it may be used without a key; then nothing is proved of keys. */
  keyless?: boolean;
}

/** What the suites of one subject share. */
export interface WireBench {
  upstream(): WireUpstream;
  provider(): Provider;
  paint(wishes?: Partial<ProviderRequest>, signal?: AbortSignal): ReturnType<Provider['generate']>;
  /** What a whole painting ends with. */
  fails(wishes?: Partial<ProviderRequest>): Promise<unknown>;
  /** Paid requests, and charged images, since the test began. */
  sent(): number;
  charged(): number;
}

const apiKey = 'sk-contract-0123456789';

/** Everything a provider with a wire of its own must do; runs all suites that apply. */
export function proveWire(name: string, subject: WireSubject): void {
  const bench = openBench(subject);
  describe(`${name}, painting`, () => {
    bench.begin();
    provePictures(bench, subject);
  });
  describe(`${name}, refusing`, () => {
    bench.begin();
    proveRefusals(bench, subject);
  });
  describe(`${name}, breaking off`, () => {
    bench.begin();
    proveAccidents(bench, subject);
  });
  if (subject.ways === 'task') {
    describe(`${name}, by tasks`, () => {
      bench.begin();
      proveTasks(bench, subject);
    });
  }
}

function openBench(subject: WireSubject): WireBench & { begin(): void } {
  let upstream: WireUpstream;
  let client: HttpClient;
  let provider: Provider;
  let paints = 0;
  let charges = 0;
  const paint: WireBench['paint'] = async (wishes = {}, signal = new AbortController().signal) =>
    provider.generate(providerRequest(provider, wishes), signal);
  return {
    upstream: () => upstream,
    provider: () => provider,
    paint,
    fails: (wishes) => rejection(paint(wishes).then(collect)),
    sent: () => upstream.paints().length - paints,
    charged: () => upstream.charges - charges,
    begin() {
      beforeAll(async () => {
        upstream = await startWire(subject.wire, subject.keyless ? {} : { apiKey });
        client = createHttpClient({ trustedOrigins: [upstream.origin] });
        provider = subject.create({ baseUrl: upstream.origin, apiKey, client });
      });
      beforeEach(() => {
        upstream.mode('paint');
        paints = upstream.paints().length;
        charges = upstream.charges;
      });
      afterAll(async () => {
        await client.close();
        await upstream.close();
      });
    },
  };
}

function provePictures(bench: WireBench, { ways, inline }: WireSubject): void {
  const lastPainted = () => bench.upstream().painted.at(-1);

  it('hands on the bytes unchanged, and is charged once', async () => {
    const { images } = await collect(await bench.paint());
    expect(images).toHaveLength(1);
    expect(images[0]).toMatchObject({ sha256: lastPainted()?.sha256, mediaType: 'image/png' });
    expect(bench.charged()).toBe(1);
  });

  it('hands on a picture of 20 MB', async () => {
    bench.upstream().mode('large');
    const { images } = await collect(await bench.paint());
    expect(images[0]).toMatchObject({ size: 20_000_000, sha256: lastPainted()?.sha256 });
  });

  it('makes as many in one call as its first model can', async () => {
    const maxN = Math.min(bench.provider().models()[0]?.maxN ?? 1, 3);
    const { images } = await collect(await bench.paint({ n: maxN }));
    expect(images.map((image) => image.index).sort()).toEqual(
      Array.from({ length: maxN }, (_, i) => i),
    );
    expect(new Set(images.map((image) => image.sha256)).size).toBe(maxN);
  });

  it('waits for a slow upstream', async () => {
    bench.upstream().mode('slow');
    expect((await collect(await bench.paint())).images).toHaveLength(1);
  });

  it('tells once that it is about to spend, before anything is sent', async () => {
    let told = 0;
    const onSend = async () => {
      told += 1;
      expect(bench.sent()).toBe(0);
    };
    bench.upstream().mode('error-json', 'paint');
    await collect(await bench.paint({ onSend }));
    expect(told).toBe(1);
  });

  it('spends nothing where that could not be recorded', async () => {
    const onSend = () => Promise.reject(new Error('disk full'));
    expect(await rejection(bench.paint({ onSend }))).toMatchObject({ message: 'disk full' });
    expect(bench.sent()).toBe(0);
  });

  it('sends the images of an edit unchanged', async () => {
    const row = bench
      .provider()
      .models()
      .find(({ maxInputs }) => maxInputs > 0);
    if (!row)
      return expect(
        bench
          .provider()
          .models()
          .every((m) => m.maxInputs === 0),
      ).toBe(true);
    const inputs = [pictureInput(0xff0000, 'red "1".png'), pictureInput(0x00ff00, '绿.png')];
    const model = row.model;
    const before = bench.upstream().requests.length;
    await collect(await bench.paint({ model, inputs: inputs.slice(0, row.maxInputs) }));
    const all = JSON.stringify(bench.upstream().requests.slice(before));
    for (const input of inputs.slice(0, row.maxInputs)) {
      const bytes: Uint8Array[] = [];
      for await (const chunk of input.bytes()) bytes.push(chunk);
      const base64 = Buffer.concat(bytes).toString('base64');
      expect(all.includes(base64) || all.includes(input.sha256)).toBe(true);
    }
  });

  if (ways !== 'bytes' && !inline)
    it('fetches a picture at a URL without the key', async () => {
      await collect(await bench.paint());
      const fetched = bench.upstream().requests.filter((seen) => seen.path.startsWith('/files/'));
      expect(fetched.length).toBeGreaterThan(0);
      expect(JSON.stringify(fetched.at(-1)?.headers)).not.toContain(apiKey);
    });
}

function proveRefusals(bench: WireBench, { wire, create, keyless }: WireSubject): void {
  it.each(Object.entries(wire.refusals))('tells %s as what it is', async (mode, refusal) => {
    bench.upstream().mode(mode);
    const error = await bench.fails();
    const spent = refusal.mayCost ? { spent: 'maybe' } : {};
    const status = (refusal.status ?? 200) >= 400 ? { upstreamStatus: refusal.status } : {};
    expect(error).toMatchObject({ code: refusal.code, details: { ...spent, ...status } });
    expect(bench.sent()).toBe(refusal.sent ?? 1);
    expect(bench.charged()).toBe(0);
  });

  it('knows a refusal by moderation, which is never sent again', async () => {
    bench.upstream().mode('moderation');
    expect(await bench.fails()).toMatchObject({ code: 'moderation_blocked', retryable: false });
    expect(bench.sent()).toBe(1);
  });

  if (!keyless)
    it('never shows the key, even where the upstream repeats it', async () => {
      bench.upstream().mode('echo-key');
      const error = await bench.fails();
      expect(String(error)).toContain('Bad key');
      expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain(apiKey);
    });

  it('tries the provider’s own 500 three times, and pays once where one succeeds', async () => {
    bench.upstream().mode('error-json', 'error-json', 'paint');
    await collect(await bench.paint());
    expect([bench.sent(), bench.charged()]).toEqual([3, 1]);
  });

  it('asks for its status without cost', async () => {
    const { signal } = new AbortController();
    const provider = bench.provider();
    if (!provider.status) return expect(provider.origin).toBeDefined();
    expect(await provider.status(signal)).toMatchObject({ online: true });
    expect([bench.sent(), bench.charged()]).toEqual([0, 0]);
    if (keyless) return;
    const client = createHttpClient({ trustedOrigins: [bench.upstream().origin] });
    const stranger = create({ baseUrl: bench.upstream().origin, apiKey: 'wrong', client });
    expect(await stranger.status?.(signal)).toMatchObject({ online: false });
    await client.close();
  });
}

function proveAccidents(bench: WireBench, { wire, create }: WireSubject): void {
  it.each(['reset', 'truncated', 'html'])('never sends again after %s', async (mode) => {
    bench.upstream().mode(mode);
    expect(await bench.fails()).toMatchObject({ retryable: false, details: { spent: 'maybe' } });
    expect(bench.sent()).toBe(1);
  });

  if (wire.empty !== undefined)
    it('says that there is no picture in a success', async () => {
      bench.upstream().mode('empty');
      const error = await bench.fails();
      expect(error).toMatchObject({ code: 'upstream_no_image', details: { spent: 'maybe' } });
      expect(bench.sent()).toBe(1);
    });

  it('leaves a proxy’s 502 alone, since the server behind it may be painting', async () => {
    bench.upstream().mode('error-html');
    const error = await bench.fails();
    expect(error).toMatchObject({ code: 'upstream_failed', details: { spent: 'maybe' } });
    expect(bench.sent()).toBe(1);
  });

  it('stops when it is told to, even while the upstream is silent', async () => {
    bench.upstream().mode('hang');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const error = await rejection(bench.paint({}, controller.signal).then(collect));
    expect(error).toMatchObject({ code: 'cancelled' });
  });

  it('knows that nothing was spent where nobody was reached', async () => {
    const gone = await startWire(wire);
    await gone.close();
    const client = createHttpClient({ trustedOrigins: [gone.origin] });
    const cut = create({ baseUrl: gone.origin, apiKey, client });
    const { signal } = new AbortController();
    const error = await rejection(cut.generate(providerRequest(cut), signal).then(collect));
    expect(error).toMatchObject({ code: 'upstream_unreachable', retryable: true });
    await client.close();
  });

  it('refuses a private address that the operator did not name', async () => {
    const client = createHttpClient({ trustedOrigins: [] });
    const caught = create({ baseUrl: bench.upstream().origin, apiKey, client });
    const { signal } = new AbortController();
    const error = await rejection(caught.generate(providerRequest(caught), signal).then(collect));
    expect(error).toMatchObject({ code: 'address_refused' });
    await client.close();
  });
}
