import { parseModelAliases } from '../core/resolve/model-alias.ts';
import { providerKinds } from '../providers/index.ts';
import { choice, type Format, integer, text } from './formats.ts';
import { setting } from './setting-row.ts';

/** Names for models, and what each of them stands for. */
const modelAliases: Format<NonNullable<ReturnType<typeof parseModelAliases>>> = {
  expected:
    'names such as fast=openai/gpt-image-2*3|xai/grok-imagine-image-2.0>fal/fal-ai/flux/dev',
  parse: parseModelAliases,
};

/** Calls at once, of every provider or of one. */
export interface Concurrency {
  all: number | undefined;
  /** By the provider's name. */
  of: ReadonlyMap<string, number>;
}

const concurrency: Format<Concurrency> = {
  expected: 'a number, or numbers by provider such as openai=8, xai=4',
  parse(value) {
    const names = providerKinds.map(({ kind }) => kind);
    const of = new Map<string, number>();
    let all: number | undefined;
    for (const part of value.split(',')) {
      const [, name, digits] = /^\s*(?:([\w-]+)\s*=)?\s*(\d{1,4})\s*$/.exec(part) ?? [];
      const number = Number(digits ?? 0);
      if (number === 0) return undefined;
      if (name === undefined) all = number;
      else if (names.includes(name)) of.set(name, number);
      else return undefined;
    }
    return { all, of };
  },
};

/** Which model and which provider a request goes to. */
export const routingSettings = {
  defaultModel: setting({
    env: 'DEFAULT_MODEL',
    format: text,
    defaultAbout: 'the first configured provider’s own default',
    about: {
      en: 'Model for requests that name none: provider/model, a bare name, an alias, or auto.',
      zh: '请求未指定模型时使用的模型：provider/model、仅模型名、别名或 auto。',
    },
  }),
  modelAliases: setting({
    env: 'MODEL_ALIASES',
    format: modelAliases,
    about: {
      en: 'Names that stand for models, separated by commas or as a JSON object: | chooses between models, by weight with *3, and > names what is used where the ones before cannot be.',
      zh: '模型别名，以逗号分隔，或写成 JSON 对象：| 表示在多个模型间选择，*3 为权重，> 之后是前面都无法使用时的备选。',
    },
  }),
  modelRedirects: setting({
    env: 'MODEL_REDIRECTS',
    format: choice('off', 'warn', 'follow'),
    default: 'follow' as const,
    about: {
      en: 'What to do with model names their vendor retired: follow to the successor, warn only, or off.',
      zh: '遇到已被厂商停用的模型名时：follow 改用继任模型，warn 仅提示，off 不处理。',
    },
  }),
  providerConcurrency: setting({
    env: 'PROVIDER_CONCURRENCY',
    format: concurrency,
    defaultAbout: '2 for servers of your own, no limit for the others',
    about: {
      en: 'How many calls a provider is given at once by each Maliang server; more wait, and callers take turns.',
      zh: '每台 Maliang 服务器同时发给一个服务商的请求数；其余排队，各调用方轮流。',
    },
  }),
  providerFailures: setting({
    env: 'PROVIDER_FAILURES',
    format: integer(0, 1000),
    default: 5,
    about: {
      en: 'How many failures of a provider within a minute, being half of its calls or more, let it rest for 30 seconds; 0 never does.',
      zh: '服务商在一分钟内失败多少次（且不少于其请求的一半）就暂停使用 30 秒；0 表示从不暂停。',
    },
  }),
} as const;
