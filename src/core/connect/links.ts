import { serverName } from './connection.ts';

/** A link's address with its parameters, encoded so that every program decodes them alike. */
export function linkTo(
  address: string,
  parameters: readonly (readonly [string, string])[],
): string {
  // Not URLSearchParams: its `+` for a space is a plus to most programs.
  const pairs = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${address}?${pairs.join('&')}`;
}

/** A link of the form that Cursor and LM Studio share. */
export function configLink(address: string, entry: object): string {
  return linkTo(address, [
    ['name', serverName],
    ['config', toBase64(entry)],
  ]);
}

/** The base64 of a value's JSON. */
export function toBase64(value: object): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))));
}
