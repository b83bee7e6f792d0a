import type { Template } from '../../../core/template.ts';

/** What `maliang init` says. */
export const initTexts = {
  none: {
    en: 'No program with a configuration was found here. Name one ({programs}), or put this into yours:',
    zh: '未找到任何程序的配置。请指定一个（{programs}），或将以下内容写入您的程序：',
  },
  same: { en: '{program}: nothing to change in {file}', zh: '{program}：{file} 无需改动' },
  add: { en: '{program}: add {names} to {file}', zh: '{program}：将 {names} 写入 {file}' },
  update: { en: '{program}: change {names} in {file}', zh: '{program}：更改 {file} 中的 {names}' },
  replace: {
    en: '{program}: {names} in {file} is the older image server. Only its command and args change; its env stays.',
    zh: '{program}：{file} 中的 {names} 是旧版图片服务。只更改 command 和 args，env 保持不变。',
  },
  byHand: {
    en: '{program}: put this into {place} yourself:',
    zh: '{program}：请自行写入 {place}：',
  },
  link: { en: 'or open {link}', zh: '或打开 {link}' },
  ask: { en: 'Write this? [y/N] ', zh: '写入吗？[y/N] ' },
  askKey: {
    en: 'Key of {url} (empty where it wants none): ',
    zh: '{url} 的密钥（不需要则留空）：',
  },
  written: { en: 'Written.', zh: '已写入。' },
  backup: {
    en: 'Written; what was there before is in {backup}',
    zh: '已写入；原内容保存在 {backup}',
  },
  left: { en: 'Left as it is.', zh: '保持原样。' },
  unasked: {
    en: 'Nothing was written, because nobody could be asked. Add --yes to write it.',
    zh: '无法询问，未写入任何内容。加上 --yes 即可写入。',
  },
  restart: {
    en: 'Restart the program, or reload its servers, so that it sees the change.',
    zh: '请重启该程序或重新加载其服务器，使改动生效。',
  },
  keys: {
    en: 'Without a key the demo painter answers, which is not AI. Keys such as OPENAI_API_KEY go into the server’s env there, or once for all into {file}',
    zh: '没有密钥时由演示画笔作画（并非 AI）。OPENAI_API_KEY 等密钥可写入该服务器的 env，或统一写入 {file}',
  },
} as const satisfies Record<string, Template>;
