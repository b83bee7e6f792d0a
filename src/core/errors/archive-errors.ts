import type { ErrorRow } from './error-row.ts';

const refused = {
  status: 409,
  type: 'invalid_request_error',
  retryable: false,
  exit: 'failure',
} as const;

/** Why records and pictures cannot be moved: exports, imports and migrations. */
export const archiveErrors = {
  export_unusable: {
    ...refused,
    status: 400,
    en: 'This file cannot be imported: {reason} Nothing was changed. Take another copy of it, or export anew.',
    zh: '无法导入此文件：{reason}未做任何更改。请换用另一份副本，或重新导出。',
  },
  export_newer: {
    ...refused,
    en: 'This comes from a newer Maliang ({version}): {what} is unknown here. Nothing was changed. Update this Maliang first.',
    zh: '数据来自更新版本的 Maliang（{version}）：此处无法识别 {what}。未做任何更改。请先更新 Maliang。',
  },
  no_records: {
    ...refused,
    status: 404,
    en: 'There are no records in {place}. Name the folder of your data with DATA_DIR, or the database with DATABASE_URL.',
    zh: '{place} 中没有记录。请用 DATA_DIR 指定数据目录，或用 DATABASE_URL 指定数据库。',
  },
  file_exists: {
    ...refused,
    exit: 'usage',
    en: '{file} exists already. Choose another name with -o, or overwrite it with --force.',
    zh: '{file} 已存在。请用 -o 换一个名字，或用 --force 覆盖。',
  },
  file_not_writable: {
    ...refused,
    en: '{file} cannot be written ({reason}). Choose another place with -o.',
    zh: '无法写入 {file}（{reason}）。请用 -o 换一个位置。',
  },
  records_in_use: {
    ...refused,
    en: '{process} works on the records in {place} just now, and what it writes would be left behind. Stop it, then try again.',
    zh: '{process} 正在使用 {place} 中的记录，它随后写入的内容会遗漏。请先停止它再重试。',
  },
  target_in_use: {
    ...refused,
    en: 'The database {place} has rows already ({tables}). Nothing was changed. Name an empty one, or keep what is there and add the rest with --merge.',
    zh: '数据库 {place} 中已有数据（{tables}）。未做任何更改。请换一个空数据库，或用 --merge 保留已有数据并补入其余部分。',
  },
  stopped: {
    ...refused,
    status: 499,
    en: 'Stopped before the end. Nothing was changed.',
    zh: '已中途停止，未做任何更改。',
  },
} as const satisfies Record<string, ErrorRow>;
