import type { ErrorRow } from './error-row.ts';

/** What the operator's limits took away. */
export const retentionErrors = {
  image_expired: {
    status: 410,
    type: 'invalid_request_error',
    retryable: false,
    exit: 'failure',
    en: '{what} was removed on {date}: this server keeps images only for a time, or while there is room. Its prompt and parameters stay in the history; paint it again from there. Favourites are kept.',
    zh: '{what} 已于 {date} 清理：此服务器只在一定时间或空间内保留图片。提示词和参数仍在历史记录中，可据此重新生成。收藏的图片不会被清理。',
  },
} as const satisfies Record<string, ErrorRow>;
