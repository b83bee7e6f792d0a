import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Capability } from '../src/core/capability.ts';
import { AppError } from '../src/core/errors.ts';
import type { GenerateRequest } from '../src/core/generation.ts';
import type { Provider } from '../src/core/provider.ts';
import { fitToCapability } from '../src/core/resolve/fit.ts';
import { createHttpClient } from '../src/kit/http-client.ts';
import { demoProvider } from '../src/providers/demo.ts';
import { providerKinds } from '../src/providers/index.ts';
import { pictureInput } from './contract/provider-request.ts';
import { testRequest } from './fakes/wishes.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const client = createHttpClient({ trustedOrigins: [] });
afterAll(() => client.close());

/** Kinds that speak the wire of another one, whose fake and whose proof are theirs as well. */
const sharedWires: Readonly<Record<string, { fake: string; reason: string }>> = {
  openai: { fake: 'openai-upstream', reason: 'OpenAI’s wire is what the oldest fake speaks' },
  xai: { fake: 'openai-upstream', reason: 'xAI’s wire differs from OpenAI’s in a few fields' },
  relay: { fake: 'openai-upstream', reason: 'it is OpenAI’s adapter at another address' },
};
/** Whose parameters are proved by the tests of another kind, because the adapter is the same. */
const sharedProofs: Readonly<Record<string, string>> = { relay: 'openai' };

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

describe.each(providerKinds.map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  const baseUrl = kind.address.default ?? 'https://there.example';
  const extra = Object.fromEntries(
    (kind.extraSettings ?? []).flatMap((row) =>
      row.default === undefined && !row.required
        ? []
        : [[row.env, row.default ?? row.words?.[0] ?? 'x']],
    ),
  );
  const provider = kind.create({ name, baseUrl, apiKey: 'k', extra, client });

  it('has a fake of its wire on loopback, and proves every parameter of every model on it', () => {
    const fake = sharedWires[name]?.fake ?? `${name}-wire`;
    expect(existsSync(resolve(root, `test/fakes/${fake}.ts`)), fake).toBe(true);
    const proof = read(resolve(root, `src/providers/${sharedProofs[name] ?? name}.test.ts`));
    expect(proof).toContain(`test/fakes/${fake}.ts`);
    expect(proof).toMatch(/\bprove(?:Wire|Fields)\(/);
  });

  it('takes, refuses or reports whatever can be asked of each of its models', () => {
    expect(dropped(provider)).toEqual([]);
  });
});

describe('the demo painter', () => {
  it('takes, refuses or reports whatever can be asked of it', () => {
    expect(dropped(demoProvider())).toEqual([]);
  });
});

type Wish = [param: string, wishes: Partial<GenerateRequest>];

const picture = () => ({ inputs: [pictureInput(0xff0000)] });

/** Everything that a caller can ask for, in several values. */
const wishes: readonly Wish[] = [
  ...['1024x1024', '1536x864', '3:2', '1x1', 'auto', '640x480'].map(
    (size): Wish => ['size', { size }],
  ),
  ...['low', 'high', 'auto', 'hd', 'odd'].map((quality): Wish => ['quality', { quality }]),
  ...['png', 'webp', 'gif', 'odd'].map((outputFormat): Wish => ['output_format', { outputFormat }]),
  ...['auto', 'transparent', 'odd'].map((background): Wish => ['background', { background }]),
  ['output_compression', { outputCompression: 50, outputFormat: 'webp' }],
  ['moderation', { moderation: 'low' }],
  ['input_fidelity', { inputFidelity: 'high', ...picture() }],
  ['style', { style: 'vivid' }],
  ['user', { user: 'u1' }],
  ['seed', { seed: 7 }],
  ['image', picture()],
  ['mask', { ...picture(), mask: pictureInput(0) }],
  ['markup', { ...picture(), markup: pictureInput(0) }],
  ['made_up', { extra: { made_up: 'x' } }],
];

/** What a model neither takes nor refuses nor reports. */
function dropped(provider: Provider): string[] {
  const rows = [...provider.models(), ...(provider.permissive ? [provider.permissive] : [])];
  return rows.flatMap((row) =>
    wishes.flatMap(([param, asked]) => {
      const fields = Object.keys(asked) as (keyof GenerateRequest)[];
      const isTold = [true, false].every((lenient) =>
        isTakenOrTold(row, provider, param, { ...asked, lenient }, fields),
      );
      return isTold ? [] : [`${row.model} ${param} ${JSON.stringify(Object.values(asked)[0])}`];
    }),
  );
}

function isTakenOrTold(
  row: Capability,
  provider: Provider,
  param: string,
  asked: Partial<GenerateRequest>,
  fields: readonly (keyof GenerateRequest)[],
): boolean {
  try {
    const { request, warnings } = fitToCapability(testRequest(asked), row, [provider]);
    const isTold = warnings.some(({ values }) => values.param === param);
    return isTold || fields.every((field) => request[field] !== undefined);
  } catch (thrown) {
    // Whoever reads it knows which parameter to change.
    return thrown instanceof AppError && thrown.details.param !== undefined;
  }
}
