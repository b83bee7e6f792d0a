import {
  fillTemplate,
  type Locale,
  type Template,
  type TemplateValues,
} from '../../core/template.ts';

/** What this face says beside the texts of errors and warnings. */
const textTable = {
  nothing_spent: { en: 'Nothing was spent.', zh: '没有产生费用。' },
  maybe_spent: { en: 'It may have been charged.', zh: '可能已经计费。' },
  spent: { en: 'It was charged.', zh: '已经计费。' },
  kept_at: { en: 'The image is kept at {url}', zh: '图片保存在 {url}' },
  saved_as: { en: 'saved as {path}', zh: '已保存为 {path}' },
  saved: { en: 'Saved as {path}', zh: '已保存为 {path}' },
  still_painting: {
    en: 'Still painting. Call get_image with job_id {id} to get the image.',
    zh: '仍在生成。请用 job_id {id} 调用 get_image 获取图片。',
  },
  replayed: {
    en: 'painted for an earlier call, nothing new was spent',
    zh: '由之前的相同调用生成，没有新的费用',
  },
  painting: { en: '{model} paints: {seconds} s so far', zh: '{model} 正在生成：已用 {seconds} 秒' },
  warning: { en: 'Warning: {text}', zh: '注意：{text}' },
  upload_how: {
    en: 'Send the bytes once within {minutes} minutes, at most {limit} MiB: curl -T image.png {url} — the answer holds the id of the image.',
    zh: '请在 {minutes} 分钟内发送一次图片字节，最多 {limit} MiB：curl -T image.png {url}，返回内容包含图片 id。',
  },
  no_models: { en: 'No model has such a name.', zh: '没有名称匹配的模型。' },
  can_edit: { en: 'edits', zh: '可编辑' },
  verified_live: { en: 'verified live', zh: '已用真实服务验证' },
  verified_fixture: { en: 'verified by fixture', zh: '已用录制的响应验证' },
  verified_reported: { en: 'only reported', zh: '仅依据资料' },
  none_found: {
    en: 'No image of yours matches. Search with fewer words, or paint it with generate_image.',
    zh: '没有匹配的图片。请减少关键词，或用 generate_image 生成。',
  },
  agree_to_cost: {
    en: 'This may cost {cost}, more than the {limit} that may be spent without asking. Paint it?',
    zh: '此次生成可能花费 {cost}，超过无需确认的 {limit}。是否继续？',
  },
  asking: { en: 'Waiting for the user to agree to the price', zh: '正在等待用户确认价格' },
  paint_title: { en: 'Paint a picture', zh: '画一张图' },
  paint_about: { en: 'Paint a subject, in a style if you like.', zh: '按所选风格画一个主题。' },
  subject_argument: { en: 'What to paint', zh: '画什么' },
  style_argument: { en: 'A style, built in or your own', zh: '风格，内置或自定义' },
  model_argument: { en: 'provider/model, if not the default', zh: '模型，不填则用默认' },
  paint_message: {
    en: 'Call the tool generate_image with {call}, then show me the image by its URL.',
    zh: '请用参数 {call} 调用工具 generate_image，然后用返回的链接展示图片。',
  },
  preview_omitted: {
    en: 'No preview of {id}: it cannot be made small enough here. Its URL shows it.',
    zh: '{id} 没有预览：此处无法生成足够小的预览图。请通过链接查看。',
  },
  shown_smaller: {
    en: '{id} is too large to show in full, so this is a smaller copy. Its URL has it whole.',
    zh: '{id} 过大，无法完整显示，此处为较小的副本。链接中是完整图片。',
  },
  status_demo: {
    en: 'No API is set up: the built-in demo painter answers, which is not AI. Set OPENAI_API_KEY, XAI_API_KEY, or API_KEY with API_BASE_URL.',
    zh: '尚未配置 API：由内置演示画笔作画，并非 AI。请设置 OPENAI_API_KEY、XAI_API_KEY，或 API_KEY 与 API_BASE_URL。',
  },
  status_none: {
    en: 'No API is set up. Set OPENAI_API_KEY, XAI_API_KEY, or API_KEY with API_BASE_URL.',
    zh: '尚未配置 API。请设置 OPENAI_API_KEY、XAI_API_KEY，或 API_KEY 与 API_BASE_URL。',
  },
  status_untold: {
    en: '{provider} is set up; it cannot be asked for its status without cost.',
    zh: '已配置 {provider}；无法在不产生费用的情况下查询其状态。',
  },
} as const satisfies Record<string, Template>;

/** One of the face's own sentences; the type checker asks for what it needs. */
export function say<Name extends keyof typeof textTable>(
  name: Name,
  locale: Locale,
  values: TemplateValues<(typeof textTable)[Name]>,
): string {
  return fillTemplate(textTable[name], locale, values);
}
