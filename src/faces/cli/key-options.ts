/** Options of `maliang keys create`; the help text and the parser read the same rows. */
export const keyOptionRows = {
  name: { type: 'string', about: { en: 'whose key it is', zh: '密钥的使用者' } },
  models: {
    type: 'string',
    about: {
      en: 'models it may use, with commas: openai/*, gpt-image-2',
      zh: '可用的模型，以逗号分隔：openai/*、gpt-image-2',
    },
  },
  aliases: {
    type: 'string',
    about: {
      en: 'names of its own for models: fast=openai/gpt-image-2>xai/grok-imagine-image-2.0',
      zh: '该密钥专用的模型别名：fast=openai/gpt-image-2>xai/grok-imagine-image-2.0',
    },
  },
  rpm: { type: 'string', about: { en: 'generations a minute', zh: '每分钟生成次数' } },
  concurrent: { type: 'string', about: { en: 'generations at once', zh: '同时进行的生成数' } },
  'images-per-day': {
    type: 'string',
    about: { en: 'images of a day (UTC)', zh: '每日图片数（UTC）' },
  },
  'usd-per-day': {
    type: 'string',
    about: { en: 'US dollars of a day (UTC)', zh: '每日美元预算（UTC）' },
  },
  'usd-per-month': {
    type: 'string',
    about: { en: 'US dollars of a month (UTC)', zh: '每月美元预算（UTC）' },
  },
  'max-n': { type: 'string', about: { en: 'images of one request', zh: '单次请求的图片数' } },
  expires: {
    type: 'string',
    about: { en: 'when it ends: 30d, 12h, 2027-01-31', zh: '有效期：30d、12h 或 2027-01-31' },
  },
  'caller-credentials': {
    type: 'boolean',
    about: {
      en: 'it may bring its own api_key, base_url and image host',
      zh: '允许自带 api_key、base_url 和图床',
    },
  },
} as const;

/** The options of a key, still as text. */
export type KeyOptions = {
  [Name in keyof typeof keyOptionRows]?: string | boolean | undefined;
};
