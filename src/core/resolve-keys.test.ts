import { describe, expect, it } from 'vitest';
import { sampleKey } from '../../test/contract/keys-contract.ts';
import { createTestParts, fakeProvider } from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testRequest } from '../../test/fakes/wishes.ts';
import type { GenerateRequest } from './generation.ts';
import type { KeyScopes } from './key.ts';
import { resolve } from './resolve.ts';

const retired = { on: '2020-01-01', successor: 'brush-2' };
const rows = [
  testCapability({ model: 'brush-1' }),
  testCapability({ model: 'brush-2' }),
  testCapability({ model: 'brush-0', retired }),
];
const parts = createTestParts({ providers: [fakeProvider({ rows })] });

function resolveFor(scopes: Partial<KeyScopes>, wishes: Partial<GenerateRequest> = {}) {
  const key = sampleKey({}, scopes);
  const caller = testCaller({
    id: key.id,
    key,
    mayBringCredentials: scopes.callerCredentials ?? false,
  });
  return resolve(testRequest({ model: 'brush-1', ...wishes }), caller, parts);
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a request with a key', () => {
  it('may use the models of its scope, named in any way', () => {
    for (const model of ['brush-1', 'brush/brush-1', undefined]) {
      const plan = resolveFor({ models: ['brush/brush-1'] }, { model });
      expect(plan.request.model).toBe('brush-1');
    }
    expect(() => resolveFor({ models: ['other/*'] })).toThrow(code('model_not_allowed'));
  });

  it('is judged by the successor of a retired model', () => {
    expect(() => resolveFor({ models: ['brush-0'] }, { model: 'brush-0' })).toThrow(
      'This key may not use brush/brush-2.',
    );
    const plan = resolveFor({ models: ['brush-2'] }, { model: 'brush-0' });
    expect(plan.request.model).toBe('brush-2');
  });

  it('tells its provider which other models it may turn to', () => {
    const { mayUse } = resolveFor({ models: ['brush/brush-1', '*-2'] }).request;
    expect(['brush-1', 'brush-2', 'brush-3'].map(mayUse)).toEqual([true, true, false]);
    expect(resolveFor({}).request.mayUse('anything')).toBe(true);
  });

  it('asks for no more images than it may', () => {
    expect(() => resolveFor({ maxN: 2 }, { n: 3 })).toThrow(code('too_many_images'));
    expect(resolveFor({ maxN: 2 }, { n: 2 }).request.n).toBe(2);
    expect(resolveFor({ maxN: 1 }, { n: undefined }).request.n).toBe(1);
  });

  it('is refused once the key has expired, however it got this far', () => {
    expect(() => resolveFor({ expiresAt: 1 })).toThrow(code('key_expired'));
  });

  it('brings credentials only where its key may', () => {
    const upstream = { apiKey: 'sk-own', baseUrl: 'https://elsewhere.test' };
    expect(() => resolveFor({}, { upstream })).toThrow(code('credentials_refused'));
    expect(resolveFor({ callerCredentials: true }, { upstream }).callerPaid).toBe(true);
  });
});
