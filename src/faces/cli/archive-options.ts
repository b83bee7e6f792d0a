import { AppError } from '../../core/errors.ts';

/** Options of `maliang export`, `import` and `migrate`; the help text and the parser read these rows. */
export const archiveOptionRows = {
  since: {
    type: 'string',
    about: {
      en: 'export: only what was made since, such as 2026-11-01',
      zh: 'export：只导出此日期以来的内容，例如 2026-11-01',
    },
  },
  'no-images': {
    type: 'boolean',
    about: { en: 'export: the records without the pictures', zh: 'export：只导出记录，不含图片' },
  },
  force: {
    type: 'boolean',
    about: { en: 'export: overwrite the file', zh: 'export：覆盖已有文件' },
  },
  to: {
    type: 'string',
    about: {
      en: 'migrate: the PostgreSQL database; default DATABASE_URL',
      zh: 'migrate：目标 PostgreSQL 数据库；默认 DATABASE_URL',
    },
  },
  merge: {
    type: 'boolean',
    about: {
      en: 'migrate: add to what the database holds already',
      zh: 'migrate：合并到已有数据的数据库',
    },
  },
} as const;

/** They, still as text. */
export type ArchiveOptions = {
  [Name in keyof typeof archiveOptionRows]?: string | boolean | undefined;
};

/** A date or a moment, as milliseconds since 1970; dates begin at midnight UTC. */
export function readSince(since: ArchiveOptions['since']): number | undefined {
  if (since === undefined) return undefined;
  const text = String(since);
  const at = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(at)) return at;
  const expected = {
    en: 'a date such as 2026-11-01 or 2026-11-01T08:00:00Z',
    zh: '日期，例如 2026-11-01 或 2026-11-01T08:00:00Z',
  };
  throw new AppError('invalid_value', { param: '--since', expected, got: JSON.stringify(text) });
}
