import type { ErrorRow } from './error-row.ts';

const refused = {
  status: 409,
  type: 'invalid_request_error',
  retryable: false,
  exit: 'failure',
} as const;

/** Why another program cannot be told of this server. */
export const connectErrors = {
  config_file_broken: {
    ...refused,
    en: '{file} is not JSON at line {line}, so it was left as it is. Mend that line, then try again.',
    zh: '{file} 第 {line} 行不是有效的 JSON，未做任何更改。请先修正该行再重试。',
  },
  config_file_unwritable: {
    ...refused,
    en: '{file} cannot be changed ({reason}). It was left as it is. Put in by hand what `maliang init {program} --print` shows.',
    zh: '无法更改 {file}（{reason}），该文件保持原样。请手动写入 `maliang init {program} --print` 显示的内容。',
  },
  config_file_changed: {
    ...refused,
    en: '{file} was changed by another program in the meantime, so nothing was written. Try again.',
    zh: '{file} 在此期间被其他程序修改，未写入任何内容。请重试。',
  },
} as const satisfies Record<string, ErrorRow>;
