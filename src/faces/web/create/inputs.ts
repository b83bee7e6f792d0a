import { signal } from '@preact/signals';
import type { Input } from '../api/paint.ts';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { inputs, model } from './form.ts';

/** The picture whose mask is being drawn. */
export const masking = signal<Input | undefined>(undefined);

/** Whether the ways to bring a picture from elsewhere stand open. */
export const referring = signal(false);

/** Takes pictures in to start from: dropped, pasted, chosen or sent from the gallery. */
export async function addInputs(files: Iterable<Blob>): Promise<void> {
  const pictures = [...files].filter(({ type }) => type.startsWith('image/'));
  if (pictures.length === 0) {
    tell(t('inputs.none'));
    return;
  }
  const opened = await Promise.all(pictures.map(open));
  const readable = opened.filter((input) => input !== undefined);
  if (readable.length < opened.length) tell(t('inputs.unreadable'));
  take(readable);
}

function take(pictures: readonly Input[]): void {
  // The same picture pasted twice is one picture.
  const fresh = pictures.filter(({ id }) => !inputs.value.some((known) => known.id === id));
  const all = [...inputs.value, ...fresh];
  const most = Math.max(1, model.value?.maliang.max_inputs ?? 1);
  if (all.length > most) tell(t('inputs.tooMany', { limit: most }));
  inputs.value = all.slice(0, most);
}

/** Takes the address of a picture in, which the server fetches; tells whether it is one. */
export function addAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, href, hostname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return false;
  const unknown = { file: undefined, shownAt: undefined, mask: undefined, width: 0, height: 0 };
  take([{ id: href, fileName: hostname, address: href, ...unknown }]);
  return true;
}

async function open(file: Blob): Promise<Input | undefined> {
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return {
      id: await fingerprint(file),
      file,
      fileName: file instanceof File ? file.name : 'picture.png',
      shownAt: URL.createObjectURL(file),
      address: undefined,
      width,
      height,
      mask: undefined,
    };
  } catch {
    return undefined;
  }
}

/** Tells pictures apart; browsers offer digests on secure origins only. */
async function fingerprint(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  }
  return `${bytes.length}-${(hash >>> 0).toString(36)}`;
}

/** A picture of this server as one to start from; undefined, and told, where it cannot be read. */
export async function readInput(address: string): Promise<Input | undefined> {
  const answer = await fetch(address).catch(() => undefined);
  const input = answer?.ok ? await open(await answer.blob()) : undefined;
  if (!input) tell(t('inputs.unreadable'));
  return input;
}

/** Takes a picture of this server in, to be edited: alone, or beside those that are there. */
export async function addFromAddress(
  address: string,
  { keepsOthers = false }: { keepsOthers?: boolean } = {},
): Promise<void> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const picture = await answer.blob();
    if (!keepsOthers) inputs.value = [];
    await addInputs([picture]);
  } catch {
    tell(t('inputs.unreadable'));
  }
}

/** Puts a picture away. */
export function removeInput(id: string): void {
  inputs.value = inputs.value.filter((input) => input.id !== id);
}

/** Gives the first picture a mask, or takes it away. */
export function setMask(id: string, mask: Blob | undefined): void {
  inputs.value = inputs.value.map((input) => (input.id === id ? { ...input, mask } : input));
}
