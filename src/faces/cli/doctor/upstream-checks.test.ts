import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeLsky, startFakeLsky } from '../../../../test/fakes/lsky.ts';
import { loadSettings } from '../../../config/load.ts';
import { probePicture } from '../../../core/doctor/probe-picture.ts';
import { createHttpClient } from '../../../kit/http-client.ts';
import { encodePng } from '../../../kit/png.ts';
import type { CheckTools } from './checks.ts';
import { hostCheck } from './upstream-checks.ts';

/** A server that shows one picture, whatever it is asked for. */
async function showing(bytes: Buffer) {
  const server = createServer((_, response) => response.end(bytes));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, close };
}

let gallery: Awaited<ReturnType<typeof showing>>;
let lsky: FakeLsky;
beforeEach(async () => {
  const { pixels, ...head } = probePicture(8, 8);
  gallery = await showing(await buffer(encodePng([pixels], head)));
  lsky = await startFakeLsky({ imageUrl: `${gallery.origin}/a.png` });
});
afterEach(async () => {
  gallery.close();
  await lsky.close();
});

function examine(live: boolean, environment: Record<string, string> = {}) {
  const all = {
    ...{ IMAGE_HOSTING_URL: lsky.uploadUrl, IMAGE_HOSTING_TOKEN: lsky.token },
    ...environment,
  };
  const { settings } = loadSettings({ flags: {}, environment: all, dotEnv: {}, configFile: {} });
  const trustedOrigins = [lsky.origin, gallery.origin];
  const tools: CheckTools = {
    settings,
    settingReports: [],
    dataDir: '',
    client: createHttpClient({ trustedOrigins }),
    clock: { ahead: () => undefined },
    providers: [],
    ownCommand: { command: '', args: [] },
    environment: {},
    live,
    signal: new AbortController().signal,
  };
  return hostCheck.run(tools);
}

describe('the image host', () => {
  it('is only greeted where nobody agreed to put something there', async () => {
    expect(await examine(false)).toMatchObject([{ verdict: 'look' }]);
    expect(lsky.requests.length).toBe(1);
    expect(lsky.uploads).toEqual([]);
  });

  it('takes a picture, shows it and lets it go again', async () => {
    const [finding] = await examine(true);
    expect(finding).toMatchObject({ verdict: 'ok' });
    expect(lsky.uploads).toHaveLength(1);
    expect(lsky.deleted).toHaveLength(1);
  });

  it('is worth a look where it shows something else, and the picture goes all the same', async () => {
    gallery.close();
    gallery = await showing(Buffer.from('<html>not found</html>'));
    await lsky.close();
    lsky = await startFakeLsky({ imageUrl: `${gallery.origin}/a.png` });
    const [finding] = await examine(true);
    expect(finding).toMatchObject({ verdict: 'look' });
    expect(finding?.found.en).toContain('other bytes');
    expect(lsky.deleted).toHaveLength(1);
  });

  it('is broken where its token is wrong or it is half set up, and no token is told', async () => {
    const [wrong] = await examine(true, { IMAGE_HOSTING_TOKEN: '1|wrong-token' });
    expect(wrong).toMatchObject({ verdict: 'broken' });
    expect(JSON.stringify(wrong)).not.toContain('wrong-token');
    const [half] = await examine(true, { IMAGE_HOSTING_URL: '' });
    expect(half).toMatchObject({ verdict: 'broken', exit: 'configuration' });
  });
});
