import { fillTemplate, type Locale, type Template } from '../../core/template.ts';
import type { ImportReport } from '../../store/archive/import-archive.ts';
import type { Manifest } from '../../store/archive/manifest.ts';
import type { RowCounts } from '../../store/archive/write-rows.ts';

const texts = {
  rows: { en: 'rows', zh: '行' },
  added: { en: 'new', zh: '新增' },
  same: { en: 'already there', zh: '已存在' },
  different: { en: 'differs, kept as it was', zh: '有差异，保留原有' },
  pictures: { en: 'pictures', zh: '图片' },
  bytes: { en: '{count} pictures, {megabytes} MB', zh: '{count} 张图片，{megabytes} MB' },
  without: { en: 'without the pictures (--no-images)', zh: '不含图片（--no-images）' },
  missing: {
    en: '{count} pictures are not in it: their files are not in this data folder.',
    zh: '有 {count} 张图片未包含：文件不在此数据目录中。',
  },
  missingThere: {
    en: '{count} pictures were not in the data folder it was made from.',
    zh: '有 {count} 张图片不在导出时的数据目录中。',
  },
  damaged: {
    en: '{count} pictures are damaged in this data folder: {names}. An import leaves them out.',
    zh: '此数据目录中有 {count} 张图片已损坏：{names}。导入时会跳过。',
  },
  damagedThere: {
    en: '{count} pictures were damaged before they were exported, and are left out.',
    zh: '有 {count} 张图片在导出前已损坏，已跳过。',
  },
  examples: {
    en: 'In {table} these differ from what is here, which stays as it is: {keys}.',
    zh: '{table} 中以下记录与现有内容不同，已保留现有内容：{keys}。',
  },
  next: {
    en: 'The records are in {place} now. Set DATABASE_URL to it and start `maliang serve` with the same DATA_DIR: the pictures stay in {pictures}. The SQLite file was not changed; keep it until you have seen that all is well.',
    zh: '记录已复制到 {place}。请把 DATABASE_URL 设为该地址，并用相同的 DATA_DIR 启动 `maliang serve`：图片仍在 {pictures}。SQLite 文件没有改动，请确认一切正常后再删除。',
  },
} satisfies Record<string, Template>;

const shownNames = 5;

/** What an export holds, as lines. */
export function describeExport({ tables, pictures }: Manifest, locale: Locale): string {
  const say = (name: keyof typeof texts, values = {}) => fillTemplate(texts[name], locale, values);
  const { included, count, bytes, missing, damaged } = pictures;
  const lines = [
    columns([['', say('rows')], ...tables.map(({ name, rows }) => [name, String(rows)])]),
    included ? say('bytes', { count, megabytes: (bytes / 1e6).toFixed(1) }) : say('without'),
  ];
  if (missing > 0) lines.push(say('missing', { count: missing }));
  if (damaged.length > 0) {
    const names = damaged.slice(0, shownNames).join(', ');
    lines.push(say('damaged', { count: damaged.length, names }));
  }
  return lines.join('\n');
}

/** What an import has done, as lines. */
export function describeImport({ tables, pictures }: ImportReport, locale: Locale): string {
  const ofPictures = { ...pictures, table: texts.pictures[locale], different: 0, examples: [] };
  const lines = [describeRows([...tables, ofPictures], locale)];
  const { missing, damaged } = pictures;
  if (missing > 0) lines.push(fillTemplate(texts.missingThere, locale, { count: missing }));
  if (damaged > 0) lines.push(fillTemplate(texts.damagedThere, locale, { count: damaged }));
  return lines.join('\n');
}

/** What became of rows, a table a line, and which of them are different ones. */
export function describeRows(tables: readonly RowCounts[], locale: Locale): string {
  const say = (name: keyof typeof texts) => texts[name][locale];
  const head = ['', say('added'), say('same'), say('different')];
  const lines = tables.map(({ table, added, same, different }) => [
    table,
    ...[added, same, different].map(String),
  ]);
  const told = tables
    .filter(({ examples }) => examples.length > 0)
    .map(({ table, examples }) =>
      fillTemplate(texts.examples, locale, { table, keys: examples.join(', ') }),
    );
  return [columns([head, ...lines]), ...told].join('\n');
}

/** What to do after a migration. */
export function describeNext(place: string, pictures: string, locale: Locale): string {
  return fillTemplate(texts.next, locale, { place, pictures });
}

/** The first column to the left, numbers to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => widthOf(row[at] ?? ''))),
  );
  const pad = (text: string, at: number) => {
    const space = ' '.repeat((widths[at] ?? 0) - widthOf(text));
    return at === 0 ? `${text}${space}` : `${space}${text}`;
  };
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n');
}

/** Chinese characters take two places in a terminal. */
function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (/[\p{Script=Han}，]/u.test(letter) ? 2 : 1), 0);
}
