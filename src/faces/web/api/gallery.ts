import { credential } from '../state/credential.ts';
import { call, callJson, errorFrom } from './call.ts';
import type { Generation, Page, Share } from './shapes.ts';

const mostHashes = 32;
const mostRelatives = 40;

/** Those that made a picture with one of these hashes (`sha256`), or began with one (`made_from`). */
export async function listRelatives(
  by: 'sha256' | 'made_from',
  hashes: readonly string[],
): Promise<Generation[]> {
  if (hashes.length === 0) return [];
  const query = new URLSearchParams({ limit: String(mostRelatives) });
  query.set(by, hashes.slice(0, mostHashes).join(','));
  return (await callJson<Page<Generation>>(`v1/generations?${query}`)).data;
}

/** Shows a generation to whoever has the link that comes back. */
export function shareGeneration(id: string, prompt: boolean): Promise<Share> {
  return callJson(`v1/generations/${id}/share`, { method: 'PUT', json: { prompt } });
}

/** Takes a share back. */
export async function unshareGeneration(id: string): Promise<void> {
  await call(`v1/generations/${id}/share`, { method: 'DELETE' });
}

/** Of one archive, as the server bounds it. */
const mostInArchive = 10_000;

/**
 * Lets the browser write the pictures of these and their recipes to disk, as ZIP files, while they
 * come: a form can do that, a script would have to hold all of them. `fail` is told the server's words.
 */
export function downloadArchive(ids: readonly string[], fail: (message: string) => void): void {
  for (let at = 0; at < ids.length; at += mostInArchive) {
    const name = `download-${at}`;
    document.querySelector(`iframe[name=${name}]`)?.remove();
    const frame = document.createElement('iframe');
    Object.assign(frame, { name, hidden: true, title: 'ZIP' });
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: 'download', target: name, hidden: true });
    form.append(fieldOf('generations', ids.slice(at, at + mostInArchive).join(',')));
    if (credential.value !== undefined) form.append(fieldOf('key', credential.value));
    document.body.append(frame, form);
    // A download loads nothing; what is loaded is a refusal.
    frame.addEventListener('load', () => {
      const text = frame.contentDocument?.body?.textContent;
      if (text) fail(messageIn(text));
    });
    form.submit();
    form.remove();
  }
}

function fieldOf(name: string, value: string): HTMLInputElement {
  return Object.assign(document.createElement('input'), { type: 'hidden', name, value });
}

function messageIn(text: string): string {
  try {
    return errorFrom(JSON.parse(text), 0).message;
  } catch {
    return '';
  }
}
