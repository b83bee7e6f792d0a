import type { ErrorRow } from './error-row.ts';

const broken = {
  status: 500,
  type: 'server_error',
  retryable: false,
  exit: 'configuration',
} as const;

/** Where images and records are kept: a folder, a file, a database. */
export const storageErrors = {
  folder_not_writable: {
    ...broken,
    en: 'The folder {folder} cannot be written ({reason}). Set SAVE_DIR or DATA_DIR to one that can.',
    zh: '目录 {folder} 无法写入（{reason}）。请把 SAVE_DIR 或 DATA_DIR 设为可写目录。',
  },
  disk_full: {
    ...broken,
    status: 507,
    retryable: true,
    en: 'There is no room left in {folder} ({reason}). Make room there, or set DATA_DIR to a larger disk.',
    zh: '目录 {folder} 没有剩余空间（{reason}）。请腾出空间，或把 DATA_DIR 设为更大的磁盘。',
  },
  image_elsewhere: {
    ...broken,
    status: 503,
    retryable: true,
    exit: 'failure',
    en: '{what} lies on another server of these records, and {host} has not got it yet. Try again in a moment; where it lasts, see whether that server runs.',
    zh: '{what} 位于共用这些记录的另一台服务器上，{host} 还没有收到它。请稍后重试；如果一直如此，请检查那台服务器是否在运行。',
  },
  store_unreadable: {
    ...broken,
    en: 'The records in {file} cannot be read ({reason}). The file was left as it is. Restore it from a backup, move it away to start afresh, or set DATA_DIR to another folder.',
    zh: '无法读取 {file} 中的记录（{reason}）。文件保持原样。请从备份恢复、将其移走后重新开始，或把 DATA_DIR 设为其他目录。',
  },
  sqlite_missing: {
    ...broken,
    en: 'There is no SQLite for the records. Use Node.js 22.16 or newer, or install the package `libsql`.',
    zh: '没有可用的 SQLite 来保存记录。请使用 Node.js 22.16 或更高版本，或安装 `libsql` 包。',
  },
  store_unreachable: {
    ...broken,
    status: 503,
    retryable: true,
    en: 'The database {place} cannot be reached ({reason}). Check DATABASE_URL, and that PostgreSQL runs there and lets this user in.',
    zh: '无法连接数据库 {place}（{reason}）。请检查 DATABASE_URL，并确认 PostgreSQL 正在运行且允许该用户登录。',
  },
  store_unusable: {
    ...broken,
    en: 'The database {place} cannot be used ({reason}). It was left as it is. It must be encoded in UTF8, have room, and let its user create tables and write.',
    zh: '无法使用数据库 {place}（{reason}）。其中内容保持原样。该数据库须为 UTF8 编码、有剩余空间，并允许其用户建表和写入。',
  },
} as const satisfies Record<string, ErrorRow>;
