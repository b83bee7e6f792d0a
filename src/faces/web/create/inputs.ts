import { signal } from '@preact/signals';
import type { Input } from '../api/paint.ts';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { inputs, model } from './form.ts';

/** The picture whose mask is being drawn. */
export const masking = signal<Input | undefined>(undefined);

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
  // The same picture pasted twice is one picture.
  const fresh = readable.filter(({ id }) => !inputs.value.some((known) => known.id === id));
  const all = [...inputs.value, ...fresh];
  const most = Math.max(1, model.value?.maliang.max_inputs ?? 1);
  if (all.length > most) tell(t('inputs.tooMany', { limit: most }));
  inputs.value = all.slice(0, most);
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

/** Takes a picture of this server in, to be edited. */
export async function addFromAddress(address: string): Promise<void> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    inputs.value = [];
    await addInputs([await answer.blob()]);
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
