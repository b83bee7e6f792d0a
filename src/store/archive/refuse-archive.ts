import { AppError } from '../../core/errors.ts';
import type { Template } from '../../core/template.ts';
import { ZipError, type ZipErrorKind } from '../../kit/read-zip.ts';

/** The error of an archive that cannot be taken, with the reason in both languages. */
export function refuseArchive(en: string, zh: string, cause?: unknown): AppError {
  return new AppError('export_unusable', { reason: { en, zh } }, { cause });
}

const zipReasons: Readonly<Record<ZipErrorKind, Template>> = {
  'no-zip': { en: 'it is not an export, nor any ZIP.', zh: '它不是导出文件，也不是 ZIP。' },
  truncated: { en: 'its end is missing.', zh: '文件末尾缺失。' },
  unsupported: {
    en: 'it is packed in a way that no export is.',
    zh: '打包方式与导出文件不符。',
  },
  'unsafe-name': {
    en: 'it holds a file whose name would leave its folder.',
    zh: '其中有文件名会越出目录。',
  },
  'broken-directory': { en: 'its directory is damaged.', zh: '目录已损坏。' },
  'broken-entry': { en: 'a file in it is damaged.', zh: '其中有文件已损坏。' },
};

/** What was thrown while an archive was read, as an AppError where it is the archive’s fault. */
export function explainZip(thrown: unknown): unknown {
  if (!(thrown instanceof ZipError)) return thrown;
  const { en, zh } = zipReasons[thrown.kind];
  return refuseArchive(en, zh, thrown);
}
