import { json, type Operation } from './operation.ts';

const styles = { door: 'key', group: 'styles' } as const;

/** Routes of styles. */
export const styleOperations: readonly Operation[] = [
  {
    ...styles,
    route: 'GET /v1/styles',
    about: {
      en: 'The styles a request may name as `style`: the caller’s own, the operator’s, and those built in.',
      zh: '可作为 `style` 使用的风格：调用方自己的、运营者的，以及内置的。',
    },
    answers: { 200: { [json]: 'StyleList' } },
  },
  {
    ...styles,
    route: 'POST /v1/styles',
    about: {
      en: 'Makes a style of the caller’s, or another one of its name: prompt, palette, reference images, size, quality and model. The operator’s are everybody’s.',
      zh: '创建或替换调用方自己的风格：提示词、配色、参考图、尺寸、质量和模型。运营者的风格所有人可用。',
    },
    body: { [json]: 'StyleRequest' },
    answers: { 201: { [json]: 'Style' } },
    errors: [400, 404, 415],
  },
  {
    ...styles,
    route: 'GET /v1/styles/:name',
    about: { en: 'One of them.', zh: '单个风格。' },
    answers: { 200: { [json]: 'Style' } },
    errors: [404],
  },
  {
    ...styles,
    route: 'DELETE /v1/styles/:name',
    about: { en: 'Takes one of the caller’s own away.', zh: '删除调用方自己的风格。' },
    answers: { 200: { [json]: 'StyleRemoval' } },
    errors: [404],
  },
];
