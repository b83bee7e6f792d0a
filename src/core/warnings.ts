import {
  fillTemplate,
  type Locale,
  type Template,
  type TemplateValue,
  type TemplateValues,
} from './template.ts';

/** Everything we may have to admit beside a picture that was made all the same. */
export const warningTable = {
  parameter_dropped: {
    en: '`{param}` was left out: {model} has no such parameter.',
    zh: '已忽略参数 `{param}`：{model} 不支持。',
  },
  value_dropped: {
    en: '`{param}` {got} was left out: {model} does not take it.',
    zh: '已忽略参数 `{param}` 的值 {got}：{model} 不支持该值。',
  },
  parameter_mapped: {
    en: '`{param}` {from} was sent as {to}, the nearest {model} can do.',
    zh: '参数 `{param}` 的值 {from} 已改为 {to}：这是 {model} 支持的最接近的值。',
  },
  model_redirected: {
    en: '{model} was retired by its vendor on {date}; {successor} painted instead. Name it as the model to silence this.',
    zh: '{model} 已于 {date} 被厂商停用，改由 {successor} 生成。把模型名改为它即可消除此提示。',
  },
  model_retired: {
    en: '{model} was retired by its vendor on {date}; {successor} is its successor. The request went as asked.',
    zh: '{model} 已于 {date} 被厂商停用，继任者是 {successor}。请求仍按原样发出。',
  },
  fell_back: {
    en: '{from} could not be used, and {to} was asked in its place: {reason}',
    zh: '{from} 无法使用，已改用 {to}：{reason}',
  },
  kept_locally: {
    en: 'The image host {host} did not take the image ({reason}); it is kept on this server, and its URL is this server’s.',
    zh: '图床 {host} 未能接收图片（{reason}）；图片已保存在本服务器，返回的是本服务器的地址。',
  },
  size_differs: {
    en: 'The image is {actual} pixels where {asked} was asked for.',
    zh: '请求的尺寸是 {asked}，实际图片为 {actual} 像素。',
  },
  fewer_images: {
    en: 'Only {made} of {asked} images were made: {reason}',
    zh: '请求 {asked} 张，只生成了 {made} 张：{reason}',
  },
  demo_painter: {
    en: 'Painted by the built-in demo painter, which is not AI. Set OPENAI_API_KEY, XAI_API_KEY or API_KEY for a real model.',
    zh: '由内置演示画笔绘制，并非 AI。设置 OPENAI_API_KEY、XAI_API_KEY 或 API_KEY 即可使用真实模型。',
  },
  save_failed: {
    en: 'The image was made, but not saved to the folder: {reason}',
    zh: '图片已生成，但未能保存到文件夹：{reason}',
  },
  asset_port_taken: {
    en: 'Port {port} belongs to another program, so the URL does not open; the image is at {path}.',
    zh: '端口 {port} 被其他程序占用，因此该链接无法打开；图片位于 {path}。',
  },
  kept_in_memory: {
    en: 'The disk of this server did not take the image: it is held in memory, and lost if the server stops before the disk does. Save it now.',
    zh: '本服务器的磁盘未能保存图片：图片目前只在内存中，若服务器在磁盘恢复前停止就会丢失。请立即保存。',
  },
  not_recorded: {
    en: 'The records cannot be written now, so this generation may be missing from the history for a while.',
    zh: '目前无法写入记录，历史中可能暂时没有这次生成。',
  },
  nothing_kept: {
    en: 'This server has no writable data folder, or no SQLite (Node.js 22.16 and newer have it): when it stops, its records are gone, and so are images that no image host has. Set DATA_DIR to keep them.',
    zh: '本服务器没有可写的数据目录，或没有 SQLite（Node.js 22.16 及以上自带）：停止后记录会丢失，没有上传到图床的图片也会丢失。设置 DATA_DIR 可保留它们。',
  },
} as const satisfies Record<string, Template>;

/** The name of a row in the warning table. */
export type WarningCode = keyof typeof warningTable;

/** Something the caller should know about an image it got. */
export interface Warning {
  code: WarningCode;
  values: Record<string, TemplateValue>;
}

/** Makes a warning; the type checker asks for what its text needs. */
export function warning<Code extends WarningCode>(
  code: Code,
  values: TemplateValues<(typeof warningTable)[Code]>,
): Warning {
  return { code, values };
}

/** The warning as a sentence. */
export function warningText(warned: Warning, locale: Locale): string {
  return fillTemplate(warningTable[warned.code], locale, warned.values);
}
