import { parseRatio, parseSize } from '../../src/core/size.ts';
import type { SeenRequest } from '../fakes/wire-upstream.ts';

/** What an upstream was sent, for one wish. */
export interface Heard {
  /** The paid request. */
  paid: SeenRequest;
  /** All of them, uploads included. */
  requests: readonly SeenRequest[];
}

/** A picture that was wished to be edited, or a mask of one. */
export interface HeardPicture {
  sha256: string;
  base64: string;
}

/** Whether the wire says a value: the path under which it stands as it is, or how to tell. */
export type Says<Value = string> = string | ((heard: Heard, value: Value) => boolean);

/** Where each parameter stands on one kind's wire; what is absent must be refused or reported. */
export interface WireWords {
  size?: Says;
  quality?: Says;
  output_format?: Says;
  background?: Says;
  output_compression?: Says;
  moderation?: Says;
  input_fidelity?: Says;
  style?: Says;
  user?: Says;
  seed?: Says;
  n?: Says;
  /** What stands in front of the name of a parameter that nobody here knows. */
  unknown?: string;
  image?: Says<readonly HeardPicture[]>;
  mask?: Says<HeardPicture>;
  markup?: Says<HeardPicture>;
}

/** What stands at a path such as `input.images.0`, of a JSON body or a form. */
export function heardAt({ paid: { json, fields } }: Heard, path: string): unknown {
  const step = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return path.split('.').reduce(step, json ?? fields);
}

/** Whether the words hold for a value. */
export function isSaid<Value>(says: Says<Value>, heard: Heard, value: Value): boolean {
  if (typeof says === 'function') return says(heard, value);
  return String(heardAt(heard, says)) === String(value);
}

/** A ratio under one name, a tier such as `2K` under another; a size of pixels says both it can. */
export function asRatio(path: string, tierPath?: string) {
  return (heard: Heard, size: string): boolean => {
    const tier = tierPath === undefined ? undefined : heardAt(heard, tierPath);
    const pixels = parseSize(size);
    const asked = pixels ? pixels.width / pixels.height : parseRatio(size);
    if (asked === undefined) return tier === size;
    const said = parseRatio(String(heardAt(heard, path)));
    return said !== undefined && Math.abs(said / asked - 1) < 0.011;
  };
}

/** `width` and `height`, side by side. */
export function asSides(at = '') {
  return (heard: Heard, size: string): boolean => {
    const { width, height } = parseSize(size) ?? {};
    const sides = [heardAt(heard, `${at}width`), heardAt(heard, `${at}height`)];
    return width !== undefined && sides[0] === width && sides[1] === height;
  };
}

/** Any of several ways to say it. */
export function anyOf<Value>(...ways: Says<Value>[]): Says<Value> {
  return (heard, value) => ways.some((says) => isSaid(says, heard, value));
}

/** Files of a form, in their order: one under the first name, several under the last. */
export function asFiles(...names: string[]) {
  return ({ paid: { files = [] } }: Heard, pictures: readonly HeardPicture[]): boolean => {
    const field = pictures.length > 1 ? names.at(-1) : names[0];
    const seen = files.filter((file) => file.field === field).map(({ sha256 }) => sha256);
    return same(seen, pictures);
  };
}

/**
 * Data URIs, whose bytes the fake put aside: one at the first path, several at those with `*` in
 * place of their number.
 */
export function asUris(one: string, several = one) {
  return (heard: Heard, pictures: readonly HeardPicture[]): boolean => {
    const { files = [] } = heard.paid;
    const isThere = pictures.every((_, at) =>
      /^data:image\/\w+;base64,/.test(String(heardAt(heard, place(one, several, at, pictures)))),
    );
    return (
      isThere &&
      same(
        files.map(({ sha256 }) => sha256),
        pictures,
      )
    );
  };
}

/** Bare base64 at such paths. */
export function asBase64(one: string, several = one) {
  return (heard: Heard, pictures: readonly HeardPicture[]): boolean =>
    pictures.every(
      ({ base64 }, at) => heardAt(heard, place(one, several, at, pictures)) === base64,
    );
}

/** One picture in the words for several. */
export function single(says: (heard: Heard, pictures: readonly HeardPicture[]) => boolean) {
  return (heard: Heard, picture: HeardPicture): boolean => says(heard, [picture]);
}

/** Something stands there: a picture whose colours are turned on the way. */
export function isThere(path: string) {
  return (heard: Heard): boolean => heardAt(heard, path) !== undefined;
}

function place(
  one: string,
  several: string,
  at: number,
  { length }: readonly HeardPicture[],
): string {
  return (length > 1 ? several : one).replace('*', String(at));
}

function same(seen: readonly string[], pictures: readonly HeardPicture[]): boolean {
  return pictures.every(({ sha256 }, at) => seen[at] === sha256);
}
