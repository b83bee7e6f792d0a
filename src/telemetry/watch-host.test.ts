import { expect, it } from 'vitest';
import { sampleAsset } from '../../test/contract/store-samples.ts';
import { fakeHost, silentTelemetry } from '../../test/fakes/parts.ts';
import { bothTelemetries } from './telemetry.ts';
import { watchHost } from './watch-host.ts';

it('every upload is told to both watchers, taken or not, and the host answers as ever', async () => {
  const seen: string[] = [];
  const watcher = (name: string) =>
    silentTelemetry({ uploadEnded: (host, ok) => seen.push(`${name} ${host} ${ok}`) });
  const telemetry = bothTelemetries(watcher('a'), watcher('b'));
  const put = (host: ReturnType<typeof fakeHost>) =>
    watchHost(host, telemetry).put(sampleAsset(), (async function* () {})(), AbortSignal.any([]));
  expect((await put(fakeHost())).url).toMatch(/^https:\/\/wall\.test\//);
  const broken = new Error('no wall');
  await expect(put(fakeHost(() => Promise.reject(broken)))).rejects.toBe(broken);
  expect(seen).toEqual(['a wall true', 'b wall true', 'a wall false', 'b wall false']);
});
