import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Answer,
  createAsker,
  createMcpRig,
  type Era,
  type McpRig,
  mountHttp,
  openStdio,
  textsOf,
} from '../../../test/fakes/mcp-rig.ts';
import { type FakeUpstream, startFakeUpstream } from '../../../test/fakes/openai-upstream.ts';
import { solidPng } from '../../../test/fakes/png.ts';

let upstream: FakeUpstream;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  upstream = await startFakeUpstream();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await upstream.close();
});

interface Ways {
  era: Era;
  wire: 'stdio' | 'http';
  answers?: Answer[];
  agree?: boolean;
  above?: number;
  /** Of images whose price nobody knows, as those of a relay. */
  assumed?: number;
  relay?: boolean;
}

async function connect({ era, wire, answers, agree, above = 0.001, assumed, relay }: Ways) {
  const priced = { XAI_API_KEY: 'k', XAI_BASE_URL: upstream.origin };
  const environment: Record<string, string> = relay
    ? { API_KEY: 'k', API_BASE_URL: upstream.origin, DEFAULT_MODEL: 'gpt-image-2' }
    : { ...priced, DEFAULT_MODEL: 'grok-imagine-image' };
  const rig: McpRig = await createMcpRig(environment, {
    stdio: wire === 'stdio',
    confirmAboveUsd: above,
    assumedPriceUsd: assumed,
    callerCredentials: true,
  });
  closers.push(rig.close);
  const { client, asked, connect: connectHttp } = createAsker(era, answers, agree);
  if (wire === 'stdio') {
    await client.connect(openStdio(rig).transport);
  } else {
    const http = await mountHttp(rig);
    closers.push(http.close);
    await connectHttp(http);
  }
  closers.push(() => client.close());
  const paint = (args: Record<string, unknown> = {}, name = 'generate_image') =>
    client.callTool({ name, arguments: { prompt: 'a fox', ...args } });
  return { client, asked, paint };
}

describe.each(['2025', '2026'] as const)('a price above the limit, %s era', (era) => {
  describe.each(['stdio', 'http'] as const)('over %s', (wire) => {
    it('is painted when the user has agreed to it', async () => {
      const { paint, asked } = await connect({ era, wire, answers: ['accept'] });
      const result = await paint();
      expect(textsOf(result)[0]).toMatch(/^http/);
      expect(asked).toEqual([expect.stringMatching(/may cost up to \$\d.*more than the \$0.001/)]);
      expect(upstream.charges).toBe(1);
    });

    it.each<[Answer, boolean]>([
      ['decline', true],
      ['cancel', true],
      ['accept', false],
    ])('costs nothing when the user says %s with %s', async (action, agree) => {
      const { paint } = await connect({ era, wire, answers: [action], agree });
      const result = await paint();
      expect(result.isError).toBe(true);
      expect(textsOf(result)[0]).toMatch(/^Error: .*\[cost_declined\] Nothing was spent\.$/);
      expect(upstream.charges).toBe(0);
    });

    it('is refused with what to do where the client cannot ask, until its model says so', async () => {
      const { paint } = await connect({ era, wire });
      const result = await paint();
      expect(result.isError).toBe(true);
      expect(textsOf(result)[0]).toMatch(
        /^Error: .*up to \$.*confirm_cost: true.*Nothing was spent/,
      );
      expect(upstream.charges).toBe(0);
      expect(textsOf(await paint({ confirm_cost: true }))[0]).toMatch(/^http/);
      expect(upstream.charges).toBe(1);
      expect(JSON.stringify(upstream.paints())).not.toContain('confirm_cost');
    });

    it('keeps the pictures it came with while the user thinks', async () => {
      const { paint } = await connect({ era, wire, answers: ['accept'] });
      const image = solidPng(64, 48, undefined).toString('base64').padEnd(9_000, '\n');
      const result = await paint({ image }, 'edit_image');
      expect(textsOf(result)[0]).toMatch(/^http/);
      expect(upstream.paints()).toHaveLength(1);
    });
  });
});

const stdio = { era: '2026', wire: 'stdio' } as const;

describe('the limit', () => {
  it('lets pass what costs less, and what the caller pays', async () => {
    const { paint, asked } = await connect({ ...stdio, answers: [], above: 1_000 });
    expect(textsOf(await paint())[0]).toMatch(/^http/);
    expect(asked).toEqual([]);
    const own = await connect({ ...stdio, answers: [] });
    expect(textsOf(await own.paint({ api_key: 'own' }))[0]).toMatch(/^http/);
    expect(own.asked).toEqual([]);
  });

  it('takes what the operator assumes where nobody knows a price', async () => {
    const ways = { ...stdio, relay: true, above: 0.1, assumed: 0.04 };
    const { paint, asked } = await connect({ ...ways, answers: ['accept'] });
    await paint({ n: 2 });
    await paint({ n: 3 });
    expect(asked).toEqual([expect.stringContaining('up to $0.12')]);
  });

  it('asks about what nobody knows the price of', async () => {
    const ways = { ...stdio, relay: true, above: 1_000 };
    const { paint, asked } = await connect({ ...ways, answers: ['accept'] });
    expect(textsOf(await paint())[0]).toMatch(/^http/);
    expect(asked).toEqual([expect.stringContaining('an amount nobody knows')]);
  });

  it('lets no model speak for a user who can be asked', async () => {
    const { paint } = await connect({ ...stdio, answers: ['decline'] });
    expect(textsOf(await paint({ confirm_cost: true }))[0]).toContain('[cost_declined]');
  });

  it('counts what several models cost together, and asks once', async () => {
    const { paint, asked } = await connect({ ...stdio, answers: ['accept', 'accept'] });
    await paint();
    const result = await paint({ models: ['grok-imagine-image', 'grok-imagine-image-quality'] });
    expect(textsOf(result).filter((text) => text.startsWith('http'))).toHaveLength(2);
    expect(asked).toHaveLength(2);
    const [one = 0, both = 0] = asked.map((text) => Number(/up to \$([\d.]+)/.exec(text)?.[1]));
    expect(both).toBeGreaterThan(one);
    expect(upstream.charges).toBe(3);
  });

  it('asks nobody a second time about what was painted before', async () => {
    const { paint, asked } = await connect({ ...stdio, answers: ['accept'] });
    const first = await paint({ idempotency_key: 'k' });
    const again = await paint({ idempotency_key: 'k' });
    expect(textsOf(again)[0]).toBe(textsOf(first)[0]);
    expect(asked).toHaveLength(1);
  });

  it('is a parameter where it is set, and none where it is not', async () => {
    const shown = async (above: number | undefined) => {
      const rig = await createMcpRig({}, { confirmAboveUsd: above });
      closers.push(rig.close);
      const { client } = createAsker('2026', undefined);
      await client.connect(openStdio(rig).transport);
      const { tools } = await client.listTools();
      await client.close();
      return JSON.stringify(tools).includes('confirm_cost');
    };
    expect(await shown(1)).toBe(true);
    expect(await shown(undefined)).toBe(false);
  });
});
