import { expect, it } from 'vitest';
import type { Capability } from '../../src/core/capability.ts';
import { AppError } from '../../src/core/errors.ts';
import type { GenerateRequest } from '../../src/core/generation.ts';
import type { Provider, ProviderRequest } from '../../src/core/provider.ts';
import { fitToCapability } from '../../src/core/resolve/fit.ts';
import type { SeenBody } from '../fakes/request-body.ts';
import { collect, pictureInput, providerRequest } from './provider-request.ts';

/** A provider, and what its upstream saw. */
export interface FieldsBench {
  provider(): Provider;
  /** The paid requests so far. */
  paints(): readonly (SeenBody & { method: string; path: string })[];
}

type Wish = [param: string, wishes: Partial<GenerateRequest>];

/**
 * Walks the capability table: whatever can be wished of a model changes what the upstream is sent,
 * or is refused, or is told in a warning; nothing is dropped in silence.
 */
export function proveFields(bench: FieldsBench, elsewhere: readonly string[] = []): void {
  it('sends, refuses or reports every parameter', async () => {
    const silent: string[] = [];
    for (const row of bench.provider().models()) {
      if (row.retired) continue;
      const plain = await send(bench, row, {});
      const edit = row.maxInputs > 0 ? await send(bench, row, anyInput(row)) : plain;
      for (const [param, wishes] of wishesFor(row)) {
        const base = wishes.inputs ? edit : plain;
        const { body, warnings, refused } = await send(bench, row, wishes);
        const isTold = refused || warnings.some((text) => text.includes(`\`${param}\``));
        if (isTold || body !== base.body || elsewhere.includes(param)) continue;
        silent.push(`${row.model} ${param} ${JSON.stringify(Object.values(wishes)[0])}`);
      }
    }
    expect(silent).toEqual([]);
  });

  it('sends the images of an edit, its mask and its markup, or says that it does not', async () => {
    const silent: string[] = [];
    for (const row of bench.provider().models()) {
      if (row.retired || row.maxInputs === 0) continue;
      const inputs = [pictureInput(0xff0000)];
      const plain = await send(bench, row, {});
      const edit = await send(bench, row, { inputs });
      const masked = await send(bench, row, { inputs, mask: pictureInput(0) });
      const marked = await send(bench, row, { inputs, markup: pictureInput(0x123456) });
      if (edit.body === plain.body) silent.push(`${row.model} image`);
      const tells = (text: string) => /mask/.test(text);
      if (masked.body === edit.body && !masked.refused && !masked.warnings.some(tells)) {
        silent.push(`${row.model} mask`);
      }
      if (marked.body === edit.body && !marked.refused) silent.push(`${row.model} markup`);
    }
    expect(silent).toEqual([]);
  });
}

/** Everything that can be wished of a model, in values that are not its defaults. */
function wishesFor(row: Capability): Wish[] {
  // To say `auto` is to say nothing.
  const others = (values: readonly string[] | undefined, any: string) =>
    values === undefined || values.length === 0
      ? [any]
      : values.slice(1).filter((value) => value !== 'auto');
  const sizes = row.sizes?.free ? ['2048x1024', '3:2'] : ['3:2'];
  return [
    ...others(row.sizes?.named, '1024x1536').map((size): Wish => ['size', { size }]),
    ...sizes.map((size): Wish => ['size', { size }]),
    ...others(row.qualities, 'high').map((quality): Wish => ['quality', { quality }]),
    ...others(row.formats, 'webp').map((outputFormat): Wish => ['output_format', { outputFormat }]),
    ...others(row.backgrounds, 'transparent').map(
      (background): Wish => ['background', { background }],
    ),
    ['output_compression', { outputCompression: 50, outputFormat: lossy(row) }],
    ['moderation', { moderation: 'low' }],
    ['input_fidelity', { inputFidelity: 'high', ...anyInput(row) }],
    ['style', { style: 'vivid' }],
    ['user', { user: 'u1' }],
    ['seed', { seed: 7 }],
    ['made_up', { extra: { made_up: 'x' } }],
  ];
}

function lossy({ formats }: Capability): string | undefined {
  return formats?.find((format) => format === 'jpeg' || format === 'webp');
}

function anyInput({ maxInputs }: Capability): Pick<Partial<GenerateRequest>, 'inputs'> {
  return maxInputs > 0 ? { inputs: [pictureInput(0xff0000)] } : {};
}

/** What the upstream was sent, after the core fitted the wishes as it does in the pipeline. */
async function send(bench: FieldsBench, row: Capability, wishes: Partial<GenerateRequest>) {
  const provider = bench.provider();
  const { capability, ...plain } = providerRequest(provider, { model: row.model });
  const bare = { upstream: undefined, hosting: undefined, linkFirst: false, lenient: false };
  const before = bench.paints().length;
  try {
    const asked = { ...plain, ...bare, ...wishes } as GenerateRequest;
    const fitted = fitToCapability(asked, row, [provider]);
    const request = { ...plain, capability, ...fitted.request } as ProviderRequest;
    const { signal } = new AbortController();
    const told = await collect(await provider.generate({ ...request, model: row.model }, signal));
    const { method, path, json, fields, files } = bench.paints().at(-1) ?? {};
    const early = fitted.warnings.map(({ values }) => `\`${values.param}\``);
    const body = JSON.stringify([method, path, json, fields, files]);
    return { body, warnings: [...early, ...told.warnings], refused: false };
  } catch (thrown) {
    // What was refused before anything was sent is a refusal of ours, with the reason in it.
    if (!(thrown instanceof AppError) || bench.paints().length > before) throw thrown;
    return { body: '', warnings: [], refused: true };
  }
}
