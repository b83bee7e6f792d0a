import { AppError } from '../errors.ts';
import { readText, readWords } from '../request.ts';
import { isCalled, type Style, wireStyles } from '../style.ts';
import type { Template } from '../template.ts';
import { builtInStyles } from './built-in-styles.ts';

/** What a face found on its wire, still of any type. */
export type RawStyle = Record<Exclude<keyof Style, 'owner' | 'createdAt'>, unknown>;

/** A style as a caller wants it, checked. */
export type StyleRequest = Omit<Style, 'owner' | 'createdAt'>;

const maxPromptLength = 4_000;
const maxTextLength = 200;
const palette = { maxCount: 16, maxLength: 40 };
const references = { maxCount: 4, maxLength: 64 };

/**
 * Checks what somebody wants a style to be. Throws `missing_parameter`, `invalid_type` or
 * `invalid_value` with the parameter's wire name.
 */
export function parseStyle(raw: RawStyle): StyleRequest {
  const name = readName(raw.name);
  const title = readBounded('title', raw.title, maxTextLength) ?? name;
  const about = readBounded('about', raw.about, maxTextLength) ?? '';
  const style: StyleRequest = {
    name,
    title: { en: title, zh: title },
    about: { en: about, zh: about },
    prompt: readBounded('prompt', raw.prompt, maxPromptLength) ?? '',
    palette: readWords('palette', raw.palette, palette) ?? [],
    referenceImages: readWords('reference_images', raw.referenceImages, references) ?? [],
    size: readBounded('size', raw.size, maxTextLength),
    quality: readBounded('quality', raw.quality, maxTextLength),
    model: readBounded('model', raw.model, maxTextLength),
  };
  if (changesSomething(style)) return style;
  const expected = {
    en: 'Say how to paint, for example “{prompt}, as a woodcut”.',
    zh: '请说明画法，例如“{prompt}，木刻版画风格”。',
  };
  throw new AppError('missing_parameter', { param: 'prompt', expected }, { param: 'prompt' });
}

function changesSomething({ prompt, palette, referenceImages, ...rest }: StyleRequest): boolean {
  if (prompt !== '' || palette.length > 0 || referenceImages.length > 0) return true;
  return (rest.size ?? rest.quality ?? rest.model) !== undefined;
}

/** A name of its own: those built in and the wire's own words stay what they are. */
function readName(value: unknown): string {
  const param = 'name';
  const name = readText(param, value)?.toLowerCase();
  if (name === undefined) {
    const expected = { en: 'Give the style a name.', zh: '请为风格命名。' };
    throw new AppError('missing_parameter', { param, expected }, { param });
  }
  const got = JSON.stringify(name.slice(0, 80));
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(name)) {
    const expected = {
      en: 'up to 64 lower-case letters, digits and hyphens',
      zh: '不超过 64 个小写字母、数字和连字符',
    };
    throw refusal(param, expected, got);
  }
  if (wireStyles.includes(name) || builtInStyles.some((style) => isCalled(style, name))) {
    const expected = { en: 'a name that is not built in', zh: '非内置的名称' };
    throw refusal(param, expected, got);
  }
  return name;
}

function readBounded(param: string, value: unknown, limit: number): string | undefined {
  const text = readText(param, value);
  if (text === undefined || text.length <= limit) return text;
  const expected = {
    en: `a text of at most ${limit} characters`,
    zh: `不超过 ${limit} 个字符的文本`,
  };
  throw refusal(param, expected, { en: `${text.length} characters`, zh: `${text.length} 个字符` });
}

function refusal(param: string, expected: Template, got: string | Template): AppError {
  return new AppError('invalid_value', { param, expected, got }, { param });
}
