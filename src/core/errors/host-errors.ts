import { misconfigured, upstream } from './error-kinds.ts';
import type { ErrorRow } from './error-row.ts';

/** How the image host refuses, fails, or cannot be used. */
export const hostErrors = {
  host_half_configured: {
    ...misconfigured,
    en: '{set} is set, but {missing} is not, so the image host cannot be used. Set {missing}; the older server used {older} when it was unset.',
    zh: '已设置 {set}，但没有设置 {missing}，无法使用图床。请设置 {missing}；旧版服务器未设置时使用的是 {older}。',
  },
  host_incomplete: {
    ...misconfigured,
    en: 'The image host {host} cannot be used, because {missing} is not set. Set it, or choose another host with IMAGE_HOST.',
    zh: '无法使用图床 {host}，因为没有设置 {missing}。请设置它，或用 IMAGE_HOST 选择其他图床。',
  },
  host_failed: {
    ...upstream,
    retryable: true,
    en: 'The image host {host} failed ({status}): {reason}',
    zh: '图床 {host} 出错（{status}）：{reason}',
  },
  host_rejected: {
    ...upstream,
    en: 'The image host {host} refused the image: {reason}',
    zh: '图床 {host} 拒绝了图片：{reason}',
  },
  host_unauthorized: {
    ...upstream,
    exit: 'configuration',
    en: 'The image host {host} does not take the credentials ({status}): {reason} Check {settings}.',
    zh: '图床 {host} 不接受该凭据（{status}）：{reason} 请检查 {settings}。',
  },
  host_quota: {
    ...upstream,
    en: 'The image host {host} has no room left: {reason} Delete images there, or raise its quota.',
    zh: '图床 {host} 空间不足：{reason} 请在图床删除图片或提高配额。',
  },
  host_too_large: {
    ...upstream,
    en: 'The image is too large for the image host {host}: {reason} Ask for a smaller size or for jpeg or webp.',
    zh: '图片超过图床 {host} 的大小限制：{reason} 请使用更小的尺寸，或改用 jpeg、webp。',
  },
  host_bad_type: {
    ...upstream,
    en: 'The image host {host} does not take this type of file: {reason} Ask for png or jpeg.',
    zh: '图床 {host} 不支持此文件类型：{reason} 请改用 png 或 jpeg。',
  },
  host_rate_limited: {
    ...upstream,
    retryable: true,
    en: 'The image host {host} takes no more uploads just now: {reason}',
    zh: '图床 {host} 暂时不接受更多上传：{reason}',
  },
} as const satisfies Record<string, ErrorRow>;
