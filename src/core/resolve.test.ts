import { describe, expect, it } from 'vitest';
import { createTestParts, fakeHost, fakeProvider, type TestParts } from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testInput, testRequest } from '../../test/fakes/wishes.ts';
import type { Caller } from './caller.ts';
import { AppError } from './errors.ts';
import type { GenerateRequest } from './generation.ts';
import type { Parts } from './parts.ts';
import { resolve } from './resolve.ts';

const brush = fakeProvider({ permissive: testCapability({ model: 'any' }) });
const ink = fakeProvider({
  name: 'ink',
  origin: 'https://ink.test',
  rows: [testCapability({ model: 'ink-1' }), testCapability({ model: 'ink-2' })],
});

/** Parts that remember which credentials went where. */
function partsWith(overrides: Partial<Parts> = {}) {
  const brought: { apiKey: string; baseUrl: string }[] = [];
  const replaced: [string, string][] = [];
  const parts: TestParts = createTestParts({
    providers: [brush, ink],
    bringProvider(upstream) {
      brought.push(upstream);
      return fakeProvider({
        name: 'caller',
        origin: new URL(upstream.baseUrl).origin,
        permissive: testCapability({ model: 'any' }),
        rows: [testCapability({ model: 'theirs-1' })],
      });
    },
    withKey(provider, apiKey) {
      replaced.push([provider.name, apiKey]);
      return { ...provider };
    },
    ...overrides,
  });
  return { parts, brought, replaced };
}

const bring = (apiKey: string | undefined, baseUrl?: string): Partial<GenerateRequest> => ({
  upstream: { apiKey, baseUrl },
});

function refused(wishes: Partial<GenerateRequest>, parts: Parts, caller: Partial<Caller> = {}) {
  try {
    resolve(testRequest(wishes), testCaller(caller), parts);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}

describe('which model paints', () => {
  it.each<[string, string | undefined, string | undefined, string]>([
    ['the first provider’s default', undefined, undefined, 'brush/brush-1'],
    ['the operator’s default', undefined, 'ink/ink-2', 'ink/ink-2'],
    ['the one that is named with its provider', 'ink/ink-1', undefined, 'ink/ink-1'],
    ['the provider that has a bare name', 'ink-2', undefined, 'ink/ink-2'],
    ['a provider that takes any name', 'new-9', undefined, 'brush/new-9'],
    ['such a provider, with a name that has a slash', 'lab/new-9', undefined, 'brush/lab/new-9'],
    ['a name with slashes behind its provider’s', 'brush/a/b/c:1', undefined, 'brush/a/b/c:1'],
    ['the one asked for, whatever the default', 'ink-1', 'brush/brush-1', 'ink/ink-1'],
  ])('is %s', (_, model, defaultModel, painted) => {
    const { parts } = partsWith({ defaultModel });
    const plan = resolve(testRequest({ model }), testCaller(), parts);
    expect(`${plan.provider.name}/${plan.request.model}`).toBe(painted);
    expect(plan).toMatchObject({ callerPaid: false, warnings: [], request: { n: 1 } });
  });

  it('is refused by name where nobody has it', () => {
    const { parts } = partsWith({ providers: [ink] });
    const error = refused({ model: 'brush-1' }, parts);
    expect(error).toMatchObject({ code: 'model_not_found', details: { param: 'model' } });
    expect(error.message).toContain('ink-1, ink-2');
    expect(refused({ model: 'ink/none' }, parts).code).toBe('model_not_found');
  });

  it('is a question of set-up where no real provider is', () => {
    const demo = fakeProvider({ name: 'demo', kind: 'demo', origin: undefined });
    for (const providers of [[], [demo]]) {
      const error = refused({ model: 'gpt-image-2' }, partsWith({ providers }).parts);
      expect(error).toMatchObject({ code: 'no_provider' });
      expect(error.text('zh')).toContain('OPENAI_API_KEY、XAI_API_KEY');
    }
    expect(refused({}, partsWith({ providers: [] }).parts).code).toBe('no_provider');
  });

  it('is not painted by a provider that is only half configured', () => {
    const problem = new AppError('provider_half_configured', {
      set: 'API_KEY',
      missing: 'API_BASE_URL',
      older: 'https://older.test',
    });
    const half = fakeProvider({ origin: undefined, problem });
    expect(refused({}, partsWith({ providers: [half] }).parts)).toBe(problem);
    expect(refused(bring('k'), partsWith({ providers: [half] }).parts)).toBe(problem);
    const plan = resolve(
      testRequest(bring('k', 'https://theirs.test')),
      testCaller(),
      partsWith({ providers: [half] }).parts,
    );
    expect(plan.provider.name).toBe('caller');
  });
});

describe('a retired model', () => {
  const old = testCapability({ model: 'old', retired: { on: '2026-01-01', successor: 'ink-1' } });
  const providers = [fakeProvider({ rows: [old, testCapability({ model: 'ink-1' })] })];
  const at = (day: string) => () => Date.parse(`${day}T12:00:00Z`);

  it.each<[string, Parts['modelRedirects'], string, string, string[]]>([
    ['paints until its day', 'follow', '2025-12-31', 'old', []],
    ['is followed from its day on', 'follow', '2026-01-01', 'ink-1', ['model_redirected']],
    ['goes as asked with a warning', 'warn', '2026-01-02', 'old', ['model_retired']],
    ['goes as asked without a word', 'off', '2026-01-02', 'old', []],
  ])('%s', (_, modelRedirects, day, model, codes) => {
    const { parts } = partsWith({ providers, modelRedirects, now: at(day) });
    const plan = resolve(testRequest({ model: 'old' }), testCaller(), parts);
    expect(plan.request.model).toBe(model);
    expect(plan.warnings.map(({ code }) => code)).toEqual(codes);
  });
});

describe('what a caller brings', () => {
  it.each<[string, Partial<GenerateRequest>, string]>([
    ['a key', bring('k'), 'api_key'],
    ['an address', bring(undefined, 'https://theirs.test'), 'base_url'],
    ['a host’s token', { hosting: { token: 't', url: undefined } }, 'image_hosting_token'],
    ['a host', { hosting: { token: undefined, url: 'https://h.test' } }, 'image_hosting_url'],
    ['our own address', bring(undefined, 'https://brush.test'), 'base_url'],
  ])('is refused by name where it is off: %s', (_, wishes, param) => {
    const { parts, brought, replaced } = partsWith();
    const error = refused(wishes, parts, { mayBringCredentials: false });
    expect(error).toMatchObject({ code: 'credentials_refused', details: { param } });
    expect([...brought, ...replaced]).toEqual([]);
  });

  it('never takes our key to an address of its own', () => {
    const { parts, brought, replaced } = partsWith();
    for (const baseUrl of [
      'https://theirs.test',
      'https://brush.test.evil.test',
      'https://brush.test@evil.test/',
      'https://brush.test:444',
      'http://brush.test',
    ]) {
      const error = refused(bring(undefined, baseUrl), parts);
      expect(error).toMatchObject({ code: 'base_url_without_key', details: { param: 'base_url' } });
    }
    expect([...brought, ...replaced]).toEqual([]);
  });

  it('is painted with at its own address and with its own key alone', () => {
    const { parts, brought } = partsWith();
    const wishes = { model: 'brush/brush-1', ...bring('k', 'https://theirs.test/v1') };
    const plan = resolve(testRequest(wishes), testCaller(), parts);
    expect(brought).toEqual([{ apiKey: 'k', baseUrl: 'https://theirs.test/v1' }]);
    expect(plan).toMatchObject({ callerPaid: true, provider: { name: 'caller' } });
    expect(plan.request.model).toBe('brush/brush-1');
  });

  it.each([
    ['its own default', undefined, 'theirs-1'],
    ['the operator’s default, without our provider’s name', 'ink/ink-2', 'ink-2'],
    ['the operator’s default, whoever has it', 'elsewhere-1', 'elsewhere-1'],
  ])('is painted with %s where no model is named', (_, defaultModel, model) => {
    const { parts } = partsWith({ defaultModel });
    const wishes = testRequest(bring('k', 'https://theirs.test'));
    expect(resolve(wishes, testCaller(), parts).request.model).toBe(model);
  });

  it('may be the address that is configured here, which is no address of its own', () => {
    const { parts, brought, replaced } = partsWith();
    const own = testRequest(bring(undefined, 'https://ink.test/some/path'));
    const plan = resolve(own, testCaller(), parts);
    expect(plan.provider).toBe(ink);
    expect(plan).toMatchObject({ callerPaid: false, request: { model: 'ink-1' } });
    const theirs = testRequest(bring('k', 'https://ink.test'));
    expect(resolve(theirs, testCaller(), parts)).toMatchObject({ callerPaid: true });
    expect(replaced).toEqual([['ink', 'k']]);
    expect(brought).toEqual([]);
  });

  it('may be a key alone, for the address that is configured here', () => {
    const { parts, replaced } = partsWith();
    const wishes = { model: 'ink/ink-2', ...bring('k') };
    const plan = resolve(testRequest(wishes), testCaller(), parts);
    expect(plan).toMatchObject({ callerPaid: true, request: { model: 'ink-2' } });
    expect(replaced).toEqual([['ink', 'k']]);
  });

  it('is left out with a warning where there is no upstream for a key', () => {
    const demo = fakeProvider({ name: 'demo', kind: 'demo', origin: undefined });
    const { parts } = partsWith({ providers: [demo] });
    const plan = resolve(testRequest(bring('k')), testCaller(), parts);
    expect(plan.callerPaid).toBe(false);
    expect(plan.warnings).toMatchObject([
      { code: 'parameter_dropped', values: { param: 'api_key' } },
    ]);
  });

  it('never gets a file of this machine', () => {
    const { parts, brought } = partsWith();
    const file = testInput({ fromDisk: true });
    const sent = testInput();
    for (const [wishes, param] of [
      [{ inputs: [sent, file] }, 'image'],
      [{ inputs: [sent], mask: file }, 'mask'],
    ] as const) {
      const request = {
        ...wishes,
        ...bring('k', 'https://theirs.test'),
      } as Partial<GenerateRequest>;
      expect(refused(request, parts)).toMatchObject({
        code: 'file_to_caller_address',
        details: { param },
      });
    }
    expect(brought).toEqual([]);
    const ours = testRequest({ inputs: [file], ...bring('k') });
    expect(resolve(ours, testCaller(), parts).request.inputs).toEqual([file]);
    const spooled = testRequest({ inputs: [sent], ...bring('k', 'https://theirs.test') });
    expect(resolve(spooled, testCaller(), parts).provider.name).toBe('caller');
  });
});

describe('a plan', () => {
  it('has the host of the request, chosen before anything is spent', () => {
    const host = fakeHost();
    const asked: unknown[] = [];
    const hosting = { token: 't', url: undefined };
    const { parts } = partsWith({
      chooseHost(brought) {
        asked.push(brought);
        return host;
      },
    });
    expect(resolve(testRequest({ hosting }), testCaller(), parts).host).toBe(host);
    expect(asked).toEqual([hosting]);
  });

  it('has all warnings, those of the fitting too', () => {
    const rows = [
      testCapability({ model: 'old', retired: { on: '2020-01-01', successor: 'new' } }),
      testCapability({ model: 'new', style: false }),
    ];
    const { parts } = partsWith({ providers: [fakeProvider({ rows })] });
    const plan = resolve(testRequest({ model: 'old', style: 'vivid' }), testCaller(), parts);
    expect(plan.warnings.map(({ code }) => code)).toEqual([
      'model_redirected',
      'parameter_dropped',
    ]);
    expect(plan.request).toMatchObject({ model: 'new', style: undefined, preferUrl: false });
  });

  it('has nothing of what a caller brings in what the provider and the records get', () => {
    const wishes = { ...bring('sk-secret'), hosting: { token: '1|secret', url: undefined } };
    const { request } = resolve(testRequest(wishes), testCaller(), partsWith().parts);
    expect(JSON.stringify(request)).not.toContain('secret');
  });
});
