import type { Template } from './template.ts';

/** A way of painting under a name: what it adds to a wish that names it. */
export interface Style {
  /** Lower-case letters, digits and hyphens, at most 64. */
  name: string;
  /** The id of the caller who made it; undefined for one that is built in. */
  owner: string | undefined;
  title: Template;
  /** A line on what it is for. */
  about: Template;
  /** `{prompt}` stands where the wish goes; without it the wish comes first. */
  prompt: string;
  /** Colours to keep to, as `#rrggbb` or by name. */
  palette: readonly string[];
  /** Ids of images kept here that are sent along, `img_…`. */
  referenceImages: readonly string[];
  /** For wishes that name none, as the next three. */
  size: string | undefined;
  quality: string | undefined;
  /** `provider/model` or a bare model. */
  model: string | undefined;
  /** Milliseconds since 1970; undefined for one that is built in. */
  createdAt: number | undefined;
}

/** A style somebody made. */
export interface KeptStyle extends Style {
  owner: string;
  createdAt: number;
}

/** Where styles are kept, by owner and name. */
export interface StyleStore {
  /** Puts it in the place of the one of the same owner and name, if there is one. */
  save(style: KeptStyle): Promise<void>;
  /** Those of all these owners, by name. */
  list(owners: readonly string[]): Promise<KeptStyle[]>;
  /** Tells whether there was one. */
  delete(owner: string, name: string): Promise<boolean>;
}

/** Words of the wire's own `style` field that go to the models which know them, as they are. */
export const wireStyles: readonly string[] = [
  ...['vivid', 'natural'],
  // Recraft's; its `icon` is left to whoever has a style of that name.
  ...['realistic_image', 'digital_illustration', 'logo_raster'],
];

/** A wish as this style words it. */
export function dressPrompt({ prompt: template, palette }: Style, prompt: string): string {
  const worded = template.includes('{prompt}')
    ? template.replaceAll('{prompt}', () => prompt)
    : [prompt, template].filter(Boolean).join('. ');
  return palette.length === 0 ? worded : `${worded}\nColour palette: ${palette.join(', ')}.`;
}

/** Whether a caller means this style: by its name or its title, in any spelling of it. */
export function isCalled({ name, title }: Style, asked: string): boolean {
  const word = spell(asked);
  return [name, title.en, title.zh].some((known) => spell(known) === word);
}

function spell(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .replaceAll('colour', 'color');
}
