import type { Caller } from './caller.ts';
import { AppError } from './errors.ts';
import type { GenerateRequest } from './generation.ts';
import type { ImageInput } from './image.ts';
import type { Inputs } from './inputs.ts';
import type { Store } from './store.ts';
import { dressPrompt, isCalled, type KeptStyle, type Style, wireStyles } from './style.ts';
import { builtInStyles } from './styles/built-in-styles.ts';
import type { StyleRequest } from './styles/style-request.ts';

/** A wish with its style put on. */
export interface Dressed {
  /** As it goes on: it names no style of ours any more. */
  request: GenerateRequest;
  /** The style's name; undefined where it has none of ours. */
  style: string | undefined;
  /** The prompt as the caller wrote it. */
  prompt: string;
  /** What the style chose and the caller did not: left out where the model does not take it. */
  chosen: readonly ('size' | 'quality')[];
  /** Images of the style's, to be freed where nothing comes of it. */
  references: readonly ImageInput[];
}

/** The styles a caller may name: its own, the operator's, and those built in. */
export interface Styles {
  /** With `builtIn`, those alone that everybody has: nothing is opened for them. */
  list(caller: Caller, only?: { builtIn: boolean }): Promise<Style[]>;
  /** Throws `unknown_style`, which names those there are. */
  find(name: string, caller: Caller): Promise<Style>;
  /** Makes a style of the caller's, or puts it in the place of the one it had by this name. */
  save(request: StyleRequest, caller: Caller): Promise<KeptStyle>;
  /** Throws `unknown_style` for what is not the caller's own. */
  remove(name: string, caller: Caller): Promise<void>;
  /** Puts the style on that a wish names; the wire's own words stay what they are. */
  dress(request: GenerateRequest, caller: Caller): Promise<Dressed>;
}

/** What styles are made with. */
export interface StylesOptions {
  store: Pick<Store, 'styles'>;
  inputs: Pick<Inputs, 'fromAsset'>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Ids of callers whose styles are everybody's. */
const operators: readonly string[] = ['admin', 'local'];
const maxStyles = 100;
const maxPromptLength = 32_000;

/** Makes the one place that knows styles. */
export function createStyles({ store: { styles }, inputs, now }: StylesOptions): Styles {
  async function list(caller: Caller, only = { builtIn: false }): Promise<Style[]> {
    if (only.builtIn) return [...builtInStyles];
    const kept = await styles.list([...new Set([caller.id, ...operators])]);
    const own = kept.filter(({ owner }) => owner === caller.id);
    const others = kept.filter(({ name }) => !own.some((style) => style.name === name));
    return [...own, ...others, ...builtInStyles];
  }

  async function find(name: string, caller: Caller): Promise<Style> {
    // Nothing is opened for what everybody has.
    const known = builtInStyles.find((style) => isCalled(style, name));
    if (known) return known;
    const all = await list(caller);
    return all.find((style) => isCalled(style, name)) ?? unknownStyle(name, all);
  }

  const readReferences = (style: Style, caller: Caller) =>
    openReferences(style.referenceImages, { ...caller, id: style.owner ?? caller.id }, inputs);

  return {
    list,
    find,

    async save(request, caller) {
      const own = await styles.list([caller.id]);
      if (own.length >= maxStyles && !own.some(({ name }) => name === request.name)) {
        throw new AppError('too_many_styles', { limit: maxStyles });
      }
      const style: KeptStyle = { ...request, owner: caller.id, createdAt: now() };
      await discardAll(await readReferences(style, caller));
      await styles.save(style);
      return style;
    },

    async remove(name, caller) {
      if (await styles.delete(caller.id, name)) return;
      unknownStyle(name, await styles.list([caller.id]));
    },

    async dress(request, caller) {
      const { style: asked, prompt } = request;
      // The older routes know no styles of ours: there the word goes as it came.
      if (asked === undefined || request.lenient || wireStyles.includes(asked)) {
        return { request, style: undefined, prompt, chosen: [], references: [] };
      }
      const style = await find(asked, caller);
      const dressed = putOn(style, request);
      const references = await readReferences(style, caller);
      const inputs = [...(request.inputs ?? []), ...references];
      return {
        request: { ...dressed, inputs: inputs.length > 0 ? inputs : undefined },
        style: style.name,
        prompt,
        chosen: (['size', 'quality'] as const).filter((name) => request[name] !== dressed[name]),
        references,
      };
    },
  };
}

function putOn(style: Style, request: GenerateRequest): GenerateRequest {
  const prompt = dressPrompt(style, request.prompt);
  if (prompt.length > maxPromptLength) {
    const param = 'prompt';
    const expected = {
      en: `a text of at most ${maxPromptLength} characters, the style’s own words among them`,
      zh: `连同风格文字不超过 ${maxPromptLength} 个字符的文本`,
    };
    const got = { en: `${prompt.length} characters long`, zh: `${prompt.length} 个字符` };
    throw new AppError('invalid_value', { param, expected, got }, { param });
  }
  return {
    ...request,
    prompt,
    style: undefined,
    size: request.size ?? style.size,
    quality: request.quality ?? style.quality,
    model: request.model ?? style.model,
  };
}

/**
 * Opens a style's images as its owner, who may be another than the one who paints: so they count
 * as files of ours, which go to no address that a caller chose.
 */
async function openReferences(
  ids: readonly string[],
  owner: Caller,
  inputs: Pick<Inputs, 'fromAsset'>,
): Promise<ImageInput[]> {
  const opened: ImageInput[] = [];
  try {
    for (const id of ids) {
      const input = await inputs.fromAsset('reference_images', id, owner);
      opened.push({ ...input, fromDisk: true });
    }
    return opened;
  } catch (thrown) {
    await discardAll(opened);
    throw thrown;
  }
}

/** Frees images; one that cannot be freed keeps no other. */
export async function discardAll(inputs: readonly ImageInput[]): Promise<void> {
  await Promise.allSettled(inputs.map((input) => input.discard()));
}

function unknownStyle(style: string, known: readonly Style[]): never {
  const styles = known.map(({ name }) => name).join(', ') || { en: 'none', zh: '无' };
  const shown = JSON.stringify(style.slice(0, 60));
  throw new AppError('unknown_style', { style: shown, styles }, { param: 'style' });
}
