import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { providerKinds } from '../src/providers/index.ts';
import type { ProviderKind } from '../src/providers/table/provider-kind.ts';
import { proveFields } from './contract/fields-contract.ts';
import { type GivenUpstream, openRig } from './contract/wire-rig.ts';
import { wireTable } from './contract/wire-table.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** Whose adapter is another one's, so that its own suite is that one's, too. */
const sharedAdapters: Readonly<Record<string, string>> = { relay: 'openai' };

it('names the wire of every kind of provider there is, and of no other', () => {
  const kinds = providerKinds.map(({ kind }) => kind);
  expect(Object.keys(wireTable).toSorted()).toEqual(kinds.toSorted());
});

describe.each(providerKinds.map((kind) => [kind.kind, kind] as const))('%s', (name, kind) => {
  it('is proved by the suite of wires', () => {
    const proof = read(resolve(root, `src/providers/${sharedAdapters[name] ?? name}.test.ts`));
    expect(proof).toMatch(/\bproveWire\(/);
  });

  const row = wireTable[name];
  if (!row) return;
  const create = row.create ?? ((given: GivenUpstream) => createByDescriptor(kind, given));
  const rig = openRig(row.wire, ({ baseUrl, ...rest }) =>
    create({ baseUrl: `${baseUrl}${row.under ?? ''}`, ...rest }),
  );
  proveFields(rig, row.says);
});

function createByDescriptor(kind: ProviderKind, given: GivenUpstream) {
  const extra = (kind.extraSettings ?? []).flatMap((setting) =>
    setting.default === undefined && !setting.required
      ? []
      : [[setting.env, setting.default ?? setting.words?.[0] ?? 'x'] as const],
  );
  return kind.create({ name: kind.kind, ...given, extra: Object.fromEntries(extra) });
}
