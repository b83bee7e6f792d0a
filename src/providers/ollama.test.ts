import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, providerRequest } from '../../test/contract/provider-request.ts';
import { proveWire } from '../../test/contract/wire-contract.ts';
import { ollamaWire } from '../../test/fakes/ollama-wire.ts';
import { startWire } from '../../test/fakes/wire-upstream.ts';
import type { ProviderEvent } from '../core/provider.ts';
import { retryPolicy } from '../core/retry.ts';
import { createHttpClient } from '../kit/http-client.ts';
import { ollamaProvider } from './ollama.ts';

const retry = { ...retryPolicy, firstWaitMs: 5 };

proveWire('ollama', {
  wire: ollamaWire,
  create: ({ baseUrl, client }) => ollamaProvider({ name: 'ollama', retry, baseUrl, client }),
  ways: 'bytes',
  keyless: true,
});

describe('ollamaProvider', () => {
  it('counts the steps, and says what it cannot say', async () => {
    const upstream = await startWire(ollamaWire);
    const client = createHttpClient({ trustedOrigins: [upstream.origin] });
    onTestFinished(async () => {
      await client.close();
      await upstream.close();
    });
    const provider = ollamaProvider({ name: 'ollama', baseUrl: `${upstream.origin}/v1`, client });
    const extra = { steps: 4, cfg: 1 };
    const request = providerRequest(provider, { size: '768x512', seed: 7, extra });
    const events: ProviderEvent[] = [];
    const all = await provider.generate(request, new AbortController().signal);
    const { warnings } = await collect(
      (async function* () {
        for await (const event of all) {
          events.push(event);
          yield event;
        }
      })(),
    );
    expect(upstream.paints()[0]?.json).toEqual({
      ...{ model: 'x/z-image-turbo', prompt: 'a fox in the snow, 雪中的狐狸', stream: true },
      ...{ width: 768, height: 512, steps: 4, options: { seed: 7 } },
    });
    const fractions = events.flatMap((event) => (event.type === 'progress' ? event.fraction : []));
    expect(fractions).toEqual([0.25, 0.5, 0.75, 1]);
    expect(warnings).toEqual([expect.stringContaining('`cfg`')]);
  });
});
