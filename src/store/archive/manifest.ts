import * as z from 'zod/v4';
import { refuseArchive } from './refuse-archive.ts';

/** The name of an archive's contents within it, its last entry. */
export const manifestName = 'manifest.json';

/** Where a picture stands in an archive. */
export const pictureFolder = 'pictures/';

/** What this version writes, and the newest it reads. */
export const archiveVersion = 1;

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[\da-f]{64}$/);

const manifestSchema = z.object({
  format: z.literal('maliang-export'),
  version: count,
  /** The Maliang that wrote it. */
  maliang: z.string().max(100),
  createdAt: z.iso.datetime(),
  /** Null where everything was taken. */
  since: z.iso.datetime().nullable(),
  tables: z.array(
    z.object({
      name: z.string(),
      /** Its entry: a row a line, as JSON. */
      file: z.string(),
      columns: z.array(z.string()),
      rows: count,
      bytes: count,
      sha256,
    }),
  ),
  pictures: z.object({
    included: z.boolean(),
    count,
    bytes: count,
    /** Whose file was not in the asset folder. */
    missing: count,
    /** Names of those that are not what was once kept under them. */
    damaged: z.array(z.string()),
  }),
});

/** What an archive holds; the sha256 of a picture is in its row. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A table's part of an archive. */
export type TablePart = Manifest['tables'][number];

/** Reads a manifest; throws `export_unusable`. */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuseArchive('its manifest is no JSON.', '清单不是 JSON。', cause);
  }
  const { success, data, error } = manifestSchema.safeParse(json);
  if (success) return data;
  const at = error.issues[0]?.path.join('.') ?? '';
  throw refuseArchive(
    `its manifest is not one of Maliang’s (${at}).`,
    `清单不是 Maliang 的格式（${at}）。`,
    error,
  );
}
