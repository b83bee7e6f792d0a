import type { Cost, Generation, GenerationFailure, Usage } from '../../core/generation.ts';
import type { Asset, ImageLink } from '../../core/image.ts';
import type { Key, KeyScopes } from '../../core/key.ts';
import type { KeptFile } from '../../core/library/kept-file.ts';
import type { JournalEntry } from '../../core/store.ts';
import type { Warning } from '../../core/warnings.ts';
import type { AssetRow, FileRow, GenerationRow, KeyRow } from './schema.ts';

const microPerUsd = 1_000_000;

/** The row a generation begins with. */
export function toGenerationRow(
  accepted: Extract<JournalEntry, { type: 'generation-accepted' }>,
): GenerationRow {
  const { generation } = accepted;
  const { n } = generation.parameters;
  return {
    id: generation.id,
    state: generation.state,
    owner: generation.owner,
    face: generation.face,
    lease_owner: accepted.leaseOwner ?? null,
    lease_until: accepted.leaseUntil ?? null,
    upstream_task_id: null,
    idempotency_key: accepted.idempotencyKey ?? null,
    request_hash: accepted.requestHash,
    host: accepted.host,
    rerun: accepted.rerun,
    provider: generation.provider,
    model: generation.model,
    prompt: generation.prompt,
    effective_prompt: generation.effectivePrompt ?? null,
    style: generation.style ?? null,
    alt_text: generation.altText ?? null,
    tags: generation.tags.join(',') || null,
    parameters: JSON.stringify(generation.parameters),
    n: typeof n === 'number' ? n : 1,
    caller_paid: generation.callerPaid ? 1 : 0,
    ...toOutcomeColumns(generation),
    words_version: null,
    created_at: generation.createdAt,
    sent_at: null,
    ended_at: generation.endedAt ?? null,
  };
}

/** The columns that another model writes. */
export function toReroutedColumns(
  rerouted: Extract<JournalEntry, { type: 'generation-rerouted' }>,
) {
  const { id, provider, model, parameters, warnings, leaseOwner } = rerouted;
  return {
    id,
    provider,
    model,
    parameters: JSON.stringify(parameters),
    warnings: JSON.stringify(warnings),
    lease_owner: leaseOwner,
  };
}

/** The columns a generation's end writes. */
export function toEndedColumns(ended: Extract<JournalEntry, { type: 'generation-ended' }>) {
  return {
    id: ended.id,
    state: ended.state,
    model: ended.model,
    ended_at: ended.at,
    lease_owner: ended.leaseOwner ?? '',
    frees_key: ended.freesKey ? 1 : 0,
    ...toOutcomeColumns(ended),
  };
}

function toOutcomeColumns(outcome: {
  warnings: Warning[];
  usage: Usage | undefined;
  cost: Cost | undefined;
  error: GenerationFailure | undefined;
  links?: readonly ImageLink[] | undefined;
}) {
  const { warnings, usage, cost, error, links = [] } = outcome;
  return {
    warnings: JSON.stringify(warnings),
    usage: usage ? JSON.stringify(usage) : null,
    cost_micro_usd: cost ? Math.round(cost.usd * microPerUsd) : null,
    cost_kind: cost?.kind ?? null,
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    links: links.length > 0 ? JSON.stringify(links) : null,
  };
}

/** A generation as the product knows it, with its assets in index order. */
export function fromGenerationRow(row: GenerationRow, assets: Asset[]): Generation {
  return {
    id: row.id,
    state: row.state,
    owner: row.owner,
    face: row.face,
    provider: row.provider,
    model: row.model,
    prompt: row.prompt,
    effectivePrompt: row.effective_prompt ?? undefined,
    style: row.style ?? undefined,
    altText: row.alt_text ?? undefined,
    tags: row.tags?.split(',') ?? [],
    parameters: JSON.parse(row.parameters),
    callerPaid: row.caller_paid === 1,
    warnings: JSON.parse(row.warnings),
    usage: row.usage === null ? undefined : JSON.parse(row.usage),
    cost:
      row.cost_micro_usd === null || row.cost_kind === null
        ? undefined
        : { usd: row.cost_micro_usd / microPerUsd, kind: row.cost_kind },
    error:
      row.error_code === null
        ? undefined
        : { code: row.error_code, message: row.error_message ?? '' },
    assets,
    links: row.links === null ? [] : JSON.parse(row.links).map(fromLink),
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
  };
}

/** JSON leaves out what is not there. */
function fromLink(link: Omit<ImageLink, 'revisedPrompt'> & Partial<ImageLink>): ImageLink {
  return { ...link, revisedPrompt: link.revisedPrompt };
}

/** The row an asset begins with. */
export function toAssetRow(asset: Asset): AssetRow {
  return {
    id: asset.id,
    generation_id: asset.generationId ?? null,
    position: asset.index,
    name: asset.name,
    media_type: asset.mediaType,
    width: asset.width,
    height: asset.height,
    size: asset.size,
    sha256: asset.sha256,
    visibility: asset.visibility,
    revised_prompt: asset.revisedPrompt ?? null,
    seed: asset.seed ?? null,
    host: asset.host,
    hosted_url: asset.hostedUrl ?? null,
    delete_ref: asset.deleteRef ?? null,
    created_at: asset.createdAt,
    favourite_at: asset.favouriteAt ?? null,
    expired_at: asset.expiredAt ?? null,
  };
}

/** An asset as the product knows it. */
export function fromAssetRow(row: AssetRow): Asset {
  return {
    id: row.id,
    generationId: row.generation_id ?? undefined,
    index: row.position,
    name: row.name,
    mediaType: row.media_type,
    width: row.width,
    height: row.height,
    size: row.size,
    sha256: row.sha256,
    visibility: row.visibility,
    revisedPrompt: row.revised_prompt ?? undefined,
    seed: row.seed ?? undefined,
    host: row.host,
    hostedUrl: row.hosted_url ?? undefined,
    deleteRef: row.delete_ref ?? undefined,
    createdAt: row.created_at,
    favouriteAt: row.favourite_at ?? undefined,
    expiredAt: row.expired_at ?? undefined,
  };
}

/** The row of a file. */
export function toFileRow(file: KeptFile): FileRow {
  return {
    id: file.id,
    owner: file.owner,
    name: file.name,
    file_name: file.fileName,
    purpose: file.purpose,
    media_type: file.mediaType,
    width: file.width,
    height: file.height,
    size: file.size,
    sha256: file.sha256,
    created_at: file.createdAt,
    expires_at: file.expiresAt,
  };
}

/** A file as the product knows it. */
export function fromFileRow(row: FileRow): KeptFile {
  return {
    id: row.id,
    owner: row.owner,
    name: row.name,
    fileName: row.file_name,
    purpose: row.purpose,
    mediaType: row.media_type,
    width: row.width,
    height: row.height,
    size: row.size,
    sha256: row.sha256,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

/** The row a key begins with. */
export function toKeyRow(key: Key, secretHash: string): KeyRow {
  return {
    id: key.id,
    name: key.name,
    secret_hash: secretHash,
    scopes: JSON.stringify(key.scopes),
    created_at: key.createdAt,
    revoked_at: key.revokedAt ?? null,
    last_spent_at: key.lastSpentAt ?? null,
  };
}

const noScopes: KeyScopes = {
  models: undefined,
  aliases: undefined,
  rpm: undefined,
  concurrent: undefined,
  imagesPerDay: undefined,
  usdPerDay: undefined,
  usdPerMonth: undefined,
  maxN: undefined,
  expiresAt: undefined,
  callerCredentials: false,
};

/** A key as the product knows it; JSON leaves out the scopes that are not limited. */
export function fromKeyRow(row: KeyRow): Key {
  return {
    id: row.id,
    name: row.name,
    scopes: { ...noScopes, ...JSON.parse(row.scopes) },
    createdAt: row.created_at,
    revokedAt: row.revoked_at ?? undefined,
    lastSpentAt: row.last_spent_at ?? undefined,
  };
}
