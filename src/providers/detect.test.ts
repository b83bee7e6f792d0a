import { describe, expect, it } from 'vitest';
import { a1111Wire } from '../../test/fakes/a1111-wire.ts';
import { comfyuiWire } from '../../test/fakes/comfyui-wire.ts';
import { openClient, serve } from '../../test/fakes/loopback.ts';
import { sdcppWire } from '../../test/fakes/sdcpp-wire.ts';
import { startWire, type Wire } from '../../test/fakes/wire-upstream.ts';
import { detectServers, howToUse, localAddresses } from './detect.ts';
import { providerKinds } from './index.ts';

const signal = new AbortController().signal;

async function detect(addresses: string[]) {
  return detectServers({ client: openClient(addresses), signal, addresses, patienceMs: 300 });
}

/** What a server says at these paths; everything else is not there. */
async function say(answers: Record<string, unknown>): Promise<string> {
  const { origin } = await serve((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}));
  });
  return origin;
}

describe('detectServers', () => {
  it.each<[string, Wire, string]>([
    ['comfyui', comfyuiWire, '0.9.2'],
    ['sdcpp', sdcppWire, 'flux'],
    ['a1111', a1111Wire, '1 checkpoints'],
  ])('knows %s by what it answers', async (kind, wire, about) => {
    const { origin, close } = await startWire(wire);
    expect(await detect([origin])).toMatchObject([{ kind, about, address: origin }]);
    await close();
  });

  it('knows Ollama and LocalAI, which have lists of others, too', async () => {
    const ollama = await say({ '/api/version': { version: '0.21.0' } });
    const localai = await say({ '/system': { backends: ['a'] }, '/api/version': { version: '1' } });
    expect(await detect([ollama, localai])).toMatchObject([
      { kind: 'ollama', about: '0.21.0' },
      { kind: 'localai', about: '1 backends' },
    ]);
  });

  it('says what to set, in both languages', async () => {
    const { origin, close } = await startWire(comfyuiWire);
    const [found] = await detect([origin]);
    expect(found && howToUse(found)).toEqual({
      en: `Set COMFYUI_BASE_URL=${origin} to use it.`,
      zh: `如需使用，请设置 COMFYUI_BASE_URL=${origin}。`,
    });
    await close();
  });

  it('is silent of other servers, of silent ones and of closed ports', async () => {
    const other = await say({ '/': { hello: 1 }, '/system_stats': { odd: true } });
    const { origin: silent } = await serve(() => undefined);
    expect(await detect([other, silent, 'http://127.0.0.1:9'])).toEqual([]);
  });

  it('looks on this machine alone, and names settings that there are', async () => {
    for (const address of localAddresses) expect(new URL(address).hostname).toBe('127.0.0.1');
    const envs = new Set(providerKinds.map(({ address }) => address.env));
    for (const wire of [comfyuiWire, sdcppWire, a1111Wire]) {
      const { origin, close } = await startWire(wire);
      const [found] = await detect([origin]);
      expect(envs).toContain(found?.env);
      await close();
    }
  });
});
