import { AppError } from '../../core/errors.ts';
import type { Locale } from '../../core/template.ts';
import type { ImportReport } from '../../store/archive/import-archive.ts';
import { describeImport } from './archive-texts.ts';

/** What `maliang import` works with. */
export interface ImportTools {
  /** Takes everything of a file that is not there yet; `-` is stdin. */
  read(file: string): Promise<ImportReport>;
  json: boolean;
  locale: Locale;
}

/** `maliang import <file|->`: tells on stdout what was new. */
export async function importAll(words: readonly string[], tools: ImportTools): Promise<void> {
  const [file, ...more] = words;
  if (file === undefined || more.length > 0) {
    const expected = {
      en: 'Name one export: maliang import maliang-2026-11-20.zip, or - for stdin.',
      zh: '请指定一个导出文件：maliang import maliang-2026-11-20.zip，或用 - 表示标准输入。',
    };
    throw new AppError('missing_parameter', { param: 'file', expected });
  }
  const report = await tools.read(file);
  const shown = tools.json ? JSON.stringify(report, null, 2) : describeImport(report, tools.locale);
  process.stdout.write(`${shown}\n`);
}
