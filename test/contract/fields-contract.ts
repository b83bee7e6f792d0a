import { expect, it } from 'vitest';
import type { Capability } from '../../src/core/capability.ts';
import { AppError } from '../../src/core/errors.ts';
import type { GenerateRequest, Json } from '../../src/core/generation.ts';
import type { Provider, ProviderRequest } from '../../src/core/provider.ts';
import { fitToCapability } from '../../src/core/resolve/fit.ts';
import { legalWishes, oddWishes, type Wish } from './field-wishes.ts';
import { collect, providerRequest } from './provider-request.ts';
import type { WireRig } from './wire-rig.ts';
import { type Heard, isSaid, type Says, type WireWords } from './wire-words.ts';

/** A provider before its upstream, and that upstream's requests. */
export type FieldsRig = Pick<WireRig, 'provider' | 'upstream'>;

/** Hundreds of paintings, on a machine that may have other work. */
const patienceMs = 120_000;

/**
 * Walks the capability table through the real adapter: every legal value of every parameter of every
 * model stands on the wire where its words say, or is told in a warning; what a model has not, and
 * what is no legal value, is refused with the legal ones or told. Nothing is dropped in silence.
 */
export function proveFields(rig: FieldsRig, words: WireWords): void {
  it(
    'is sent, refused or reported, every parameter of every model',
    async () => {
      const wrong: string[] = [];
      for (const row of walkedRows(rig.provider)) {
        for (const wish of legalWishes(row)) {
          const problem = await judgeLegal(rig, row, wish, words);
          if (problem) wrong.push(`${row.model} ${wish.param} ${wish.value}: ${problem}`);
        }
        for (const wish of oddWishes(row)) {
          const problem = await judgeOdd(rig, row, wish, words);
          if (problem) wrong.push(`${row.model} ${wish.param} ${wish.value}: ${problem}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(rig.upstream.paints().length).toBeGreaterThan(0);
    },
    patienceMs,
  );
}

/** The living rows, and what is assumed of a model that is in none. */
function walkedRows(provider: Provider): Capability[] {
  const living = provider.models().filter((row) => !row.retired);
  const { permissive } = provider;
  return permissive ? [...living, { ...permissive, model: 'someone/made-up' }] : living;
}

async function judgeLegal(
  rig: FieldsRig,
  row: Capability,
  wish: Wish,
  words: WireWords,
): Promise<string | undefined> {
  const sent = await send(rig, row, wish);
  if (sent.refusal) {
    const isOurs = sent.refusal.details.param === wish.param || wish.param === 'mask';
    return isOurs && wish.mayRefuse ? undefined : `refused: ${sent.refusal.message}`;
  }
  if (sent.told.some((text) => text.includes(`\`${wish.param}\``))) return undefined;
  // To say `auto` is to say nothing.
  if (wish.value === 'auto') return undefined;
  return isHeard(sent, wish, words) ? undefined : 'not on the wire, and not told';
}

async function judgeOdd(
  rig: FieldsRig,
  row: Capability,
  wish: Wish,
  words: WireWords,
): Promise<string | undefined> {
  const strict = await send(rig, row, wish);
  const isTold = ({ told }: Sent) => told.some((text) => text.includes(`\`${wish.param}\``));
  if (strict.refusal) {
    const { details, message } = strict.refusal;
    if (details.param !== wish.param) return `refused without its name: ${message}`;
    const { legal = [] } = wish;
    if (!legal.some((value) => message.includes(value))) return `no legal choice in: ${message}`;
  } else if (!isTold(strict) && !isHeard(strict, wish, words)) {
    return 'neither refused nor told nor sent';
  }
  const lenient = await send(rig, row, { ...wish, wishes: { ...wish.wishes, lenient: true } });
  if (lenient.refusal) return `refused where it should be left out: ${lenient.refusal.message}`;
  return isTold(lenient) || isHeard(lenient, wish, words) ? undefined : 'left out in silence';
}

interface Sent {
  refusal: AppError | undefined;
  told: string[];
  heard: Heard | undefined;
  request: GenerateRequest | undefined;
}

/** What the upstream was sent, after the core fitted the wishes as it does in the pipeline. */
async function send(rig: FieldsRig, row: Capability, { wishes }: Wish): Promise<Sent> {
  const { provider, upstream } = rig;
  const { capability: _row, ...plain } = providerRequest(provider, { model: row.model });
  const bare = { upstream: undefined, hosting: undefined, linkFirst: false, lenient: false };
  const before = upstream.paints().length;
  const from = upstream.requests.length;
  try {
    const asked = { ...plain, ...bare, ...wishes } as GenerateRequest;
    const fitted = fitToCapability(asked, row, [provider]);
    const request = { ...plain, ...fitted.request, capability: row, model: row.model };
    const { signal } = new AbortController();
    const told = await collect(await provider.generate(request as ProviderRequest, signal));
    const paid = upstream.paints().at(-1);
    const early = fitted.warnings.map(({ values }) => `\`${values.param}\``);
    const requests = upstream.requests.slice(from);
    return {
      refusal: undefined,
      told: [...early, ...told.warnings],
      heard: paid && { paid, requests },
      request: fitted.request,
    };
  } catch (thrown) {
    // What was refused before anything was sent is a refusal of ours, with the reason in it.
    if (!(thrown instanceof AppError) || upstream.paints().length > before) throw thrown;
    return { refusal: thrown, told: [], heard: undefined, request: undefined };
  }
}

/** The value as the core fitted it must stand where the words of the wire say. */
function isHeard({ heard, request }: Sent, wish: Wish, words: WireWords): boolean {
  if (!heard || !request) return false;
  const { param } = wish;
  if (param === 'image') return holds(words.image, heard, wish.pictures ?? []);
  const [picture] = wish.pictures ?? [];
  if (param === 'mask' || param === 'markup') {
    return picture !== undefined && holds(words[param], heard, picture);
  }
  if (wish.isOwn) {
    const value: Json | undefined = request.extra?.[param];
    if (words.unknown === undefined || value === undefined) return false;
    return isSaid(`${words.unknown}${param}`, heard, String(value));
  }
  const value = wish.field && request[wish.field];
  return value !== undefined && holds(words[param as keyof ScalarWords], heard, String(value));
}

type ScalarWords = Omit<WireWords, 'image' | 'mask' | 'markup' | 'unknown'>;

function holds<Value>(says: Says<Value> | undefined, heard: Heard, value: Value): boolean {
  return says !== undefined && isSaid(says, heard, value);
}
