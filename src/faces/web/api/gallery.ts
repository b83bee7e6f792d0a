import { call, callJson } from './call.ts';
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

/** The pictures of these, at most 500, and their recipes as a ZIP; browsers keep it on disk. */
export async function fetchArchive(ids: readonly string[]): Promise<Blob> {
  const answer = await call('v1/images/archive', { method: 'POST', json: { generations: ids } });
  return answer.blob();
}
