import type { Generation } from '../../src/core/generation.ts';
import type { Asset } from '../../src/core/image.ts';
import type { KeptFile } from '../../src/core/library/kept-file.ts';
import type { JournalEntry } from '../../src/core/store.ts';

let made = 0;

/** An id no other sample has. */
export function sampleId(prefix: 'gen' | 'img' | 'file'): string {
  made += 1;
  return `${prefix}_${String(made).padStart(26, '0')}`;
}

/** A generation as it is accepted, with a Chinese prompt. */
export function sampleGeneration(changes: Partial<Generation> = {}): Generation {
  return {
    id: sampleId('gen'),
    state: 'accepted',
    owner: 'local',
    face: 'cli',
    provider: 'openai',
    model: 'gpt-image-2',
    prompt: '神笔马良画的一只狐狸，水墨风格 🦊 “引号” \\ \' "',
    effectivePrompt: undefined,
    style: undefined,
    altText: undefined,
    tags: [],
    parameters: { n: 2, size: '1024x1024', extra: { 风格: ['水墨', null, 0.5, true] } },
    callerPaid: false,
    warnings: [],
    usage: undefined,
    cost: undefined,
    error: undefined,
    assets: [],
    links: [],
    createdAt: 1_700_000_000_000,
    endedAt: undefined,
    ...changes,
  };
}

/** An asset as it becomes durable, kept by no remote host yet. */
export function sampleAsset(changes: Partial<Asset> = {}): Asset {
  const id = sampleId('img');
  return {
    id,
    generationId: undefined,
    index: 0,
    name: `${id.slice(4)}.png`,
    mediaType: 'image/png',
    width: 1024,
    height: 1536,
    size: 2_345_678,
    sha256: 'ab'.repeat(32),
    visibility: 'public',
    revisedPrompt: undefined,
    seed: undefined,
    host: 'lsky',
    hostedUrl: undefined,
    deleteRef: undefined,
    createdAt: 1_700_000_000_500,
    favouriteAt: undefined,
    expiredAt: undefined,
    ...changes,
  };
}

/** A file as it is kept. */
export function sampleFile(changes: Partial<KeptFile> = {}): KeptFile {
  const id = sampleId('file');
  return {
    id,
    owner: 'local',
    name: `${id}.png`,
    fileName: '狐狸 1.png',
    purpose: 'vision',
    mediaType: 'image/png',
    width: 64,
    height: 32,
    size: 5_000_000_000,
    sha256: 'ef'.repeat(32),
    createdAt: 1_700_000_000_000,
    expiresAt: 1_700_086_400_000,
    ...changes,
  };
}

/** The entry that begins the life of a generation. */
export function accepted(
  generation: Generation,
  idempotencyKey?: string,
): Extract<JournalEntry, { type: 'generation-accepted' }> {
  return {
    type: 'generation-accepted',
    generation,
    requestHash: 'cd'.repeat(32),
    idempotencyKey,
    host: 'lsky',
    rerun: 'briefly',
    leaseOwner: 'process-1',
    leaseUntil: generation.createdAt + 60_000,
  };
}

/** The entry that it is about to be sent. */
export function sent(id: string, at = 1): Extract<JournalEntry, { type: 'generation-sent' }> {
  return { type: 'generation-sent', id, at, leaseOwner: 'process-1' };
}

/** The entry that ends it, well unless changed. */
export function ended(
  id: string,
  changes: Partial<Extract<JournalEntry, { type: 'generation-ended' }>> = {},
): Extract<JournalEntry, { type: 'generation-ended' }> {
  return {
    type: 'generation-ended',
    id,
    state: 'hosted',
    at: 1_700_000_009_000,
    model: 'gpt-image-2',
    warnings: [],
    usage: undefined,
    cost: undefined,
    error: undefined,
    leaseOwner: 'process-1',
    freesKey: false,
    ...changes,
  };
}
