import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServeProcess, startServe } from '../e2e/maliang-process.ts';
import { postJson } from '../e2e/post-json.ts';
import { type FakeLsky, startFakeLsky } from '../fakes/lsky.ts';
import { type FakeUpstream, startFakeUpstream } from '../fakes/openai-upstream.ts';
import { inMebibytes, resetPeak, residentMemory } from './peak-memory.ts';

const imageBytes = 20_000_000;

describe('memory while 20 MB images go from the provider to the image host', () => {
  let upstream: FakeUpstream;
  let host: FakeLsky;
  let server: ServeProcess;
  let idle: number;

  beforeAll(async () => {
    [upstream, host] = await Promise.all([startFakeUpstream(), startFakeLsky()]);
    upstream.mode({ mode: 'b64', bytes: imageBytes });
    server = await startServe({
      API_KEY: 'sk-x',
      API_BASE_URL: upstream.origin,
      IMAGE_HOSTING_URL: host.uploadUrl,
      IMAGE_HOSTING_TOKEN: host.token,
    });
    idle = residentMemory(server.pid).now;
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all([upstream.close(), host.close()]);
  });

  /** So many images at once; tells how far the peak was above idle, in MiB. */
  async function peakOf(count: number): Promise<number> {
    const uploads = host.uploads.length;
    resetPeak(server.pid);
    const answers = await Promise.all(
      Array.from({ length: count }, () =>
        postJson(`${server.url}/v1/images/generations`, { prompt: 'x', response_format: 'url' }),
      ),
    );
    const above = inMebibytes(residentMemory(server.pid).peak - idle);
    for (const { status, json } of answers) {
      expect(status).toBe(200);
      expect(json.data[0]?.url).toContain(host.origin);
    }
    const sent = host.uploads.slice(uploads);
    expect(sent).toHaveLength(count);
    const painted = upstream.painted.slice(-count).map(({ sha256 }) => sha256);
    expect(sent.map(({ sha256 }) => sha256).sort()).toEqual(painted.sort());
    console.log(`${count} × 20 MB: peak ${above} MiB above ${inMebibytes(idle)} MiB idle`);
    return above;
  }

  it('stays under 120 MB above idle for one', async () => {
    expect(await peakOf(1)).toBeLessThan(120_000_000 / 2 ** 20);
  });

  it('stays under 250 MB above idle for 16 at once', async () => {
    expect(await peakOf(16)).toBeLessThan(250_000_000 / 2 ** 20);
  });
});
