import { AppError } from '../../core/errors.ts';
import { parseKeyRequest } from '../../core/keys/key-request.ts';
import type { Keyring } from '../../core/keys/keyring.ts';
import type { Locale } from '../../core/template.ts';
import type { KeyOptions } from './key-options.ts';
import { describeKey, describeSpend, keyLine, shownOnce } from './key-texts.ts';

/** What `maliang keys` works with. */
export interface KeysTools {
  keyring: Keyring;
  options: KeyOptions;
  json: boolean;
  locale: Locale;
}

/** `maliang keys create|list|show|revoke`: what may be piped on stdout, what is said on stderr. */
export async function keys(words: readonly string[], tools: KeysTools): Promise<void> {
  const { keyring, json, locale } = tools;
  const [action = 'list', id] = words;
  switch (action) {
    case 'create':
      return create(tools);
    case 'list': {
      const found = await keyring.list();
      const lines = found.map((key) => keyLine(key, Date.now(), locale));
      return print(found, lines.join('\n'), json);
    }
    case 'show': {
      const { key, spend } = await keyring.show(requireId(id));
      const lines = [keyLine(key, Date.now(), locale), describeSpend(spend, locale)];
      return print({ ...key, spend }, lines.join('\n'), json);
    }
    case 'revoke': {
      const key = await keyring.revoke(requireId(id));
      return print(key, keyLine(key, Date.now(), locale), json);
    }
    default: {
      const reason = 'the actions are create, list, show and revoke.';
      throw new AppError('unknown_argument', { got: action, reason });
    }
  }
}

async function create({ keyring, options, json, locale }: KeysTools): Promise<void> {
  const request = parseKeyRequest(
    {
      name: options.name,
      models: options.models,
      aliases: options.aliases,
      rpm: options.rpm,
      concurrent: options.concurrent,
      imagesPerDay: options['images-per-day'],
      usdPerDay: options['usd-per-day'],
      usdPerMonth: options['usd-per-month'],
      maxN: options['max-n'],
      expires: options.expires,
      callerCredentials: options['caller-credentials'],
    },
    Date.now(),
  );
  const { key, secret } = await keyring.create(request);
  print({ ...key, secret }, secret, json);
  if (!json) process.stderr.write(`${describeKey(key, locale)}\n${shownOnce[locale]}\n`);
}

function requireId(id: string | undefined): string {
  if (id !== undefined) return id;
  const expected = {
    en: 'Name the key: `maliang keys list` shows their ids.',
    zh: '请指定密钥：`maliang keys list` 列出全部 id。',
  };
  throw new AppError('missing_parameter', { param: 'id', expected });
}

function print(value: unknown, text: string, json: boolean): void {
  const shown = json ? JSON.stringify(value, null, 2) : text;
  if (shown !== '') process.stdout.write(`${shown}\n`);
}
