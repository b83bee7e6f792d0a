import { call, callJson } from './call.ts';

/** A style as the server tells of it: what it puts around a prompt. */
export interface Style {
  name: string;
  title: string;
  about: string;
  prompt: string;
  palette: string[];
  size: string | null;
  quality: string | null;
  model: string | null;
  built_in: boolean;
}

/** What a style of one's own is made from; what is left out is left to the request. */
export interface StyleWish {
  name: string;
  prompt: string;
  palette: string | undefined;
  size: string | undefined;
  quality: string | undefined;
  model: string | undefined;
}

/** One's own, the operator's, and those built in. */
export async function listStyles(): Promise<Style[]> {
  return (await callJson<{ data: Style[] }>('v1/styles')).data;
}

/** Makes a style of one's own, or another one of its name. */
export function saveStyle(wish: StyleWish): Promise<Style> {
  return callJson('v1/styles', { method: 'POST', json: wish });
}

/** Takes one of one's own away. */
export async function removeStyle(name: string): Promise<void> {
  await call(`v1/styles/${encodeURIComponent(name)}`, { method: 'DELETE' });
}
