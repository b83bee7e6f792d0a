import type { Key, KeyScopes } from '../../core/key.ts';
import { type KeySpend, type PeriodSpend, showUsd, toMicroUsd } from '../../core/ledger.ts';
import { fillTemplate, type Locale, type Template } from '../../core/template.ts';

/** Said beside a new secret. */
export const shownOnce: Template = {
  en: 'This is the only time its secret is shown.',
  zh: '密钥只显示这一次，请立即保存。',
};

const scopeTexts: Readonly<Record<keyof KeyScopes, Template>> = {
  models: { en: 'models {value}', zh: '模型 {value}' },
  aliases: { en: 'aliases {value}', zh: '别名 {value}' },
  rpm: { en: '{value} a minute', zh: '每分钟 {value} 次' },
  concurrent: { en: '{value} at once', zh: '同时 {value} 个' },
  imagesPerDay: { en: '{value} images a day', zh: '每日 {value} 张' },
  usdPerDay: { en: '{value} a day', zh: '每日 {value}' },
  usdPerMonth: { en: '{value} a month', zh: '每月 {value}' },
  maxN: { en: 'n up to {value}', zh: 'n 至多 {value}' },
  expiresAt: { en: 'until {value}', zh: '有效至 {value}' },
  callerCredentials: { en: 'may bring its own credentials', zh: '可自带凭据' },
  operator: { en: 'the operator’s own', zh: '运营者本人' },
};

const texts = {
  unlimited: { en: 'no limits', zh: '不限' },
  living: { en: 'valid', zh: '有效' },
  expired: { en: 'expired', zh: '已过期' },
  revoked: { en: 'revoked', zh: '已吊销' },
  today: { en: 'today', zh: '今日' },
  month: { en: 'this month', zh: '本月' },
  spend: {
    en: '{period}: {usd}, {images} images; reserved {held_usd}, {held_images} images',
    zh: '{period}：{usd}，{images} 张；预留 {held_usd}，{held_images} 张',
  },
} satisfies Record<string, Template>;

/** A key in a few words: id, name and what it may do. */
export function describeKey(key: Key, locale: Locale): string {
  return `${key.id}  ${key.name}  ${scopesOf(key.scopes, locale)}`;
}

/** The same with what has become of it; `now` in milliseconds since 1970. */
export function keyLine(key: Key, now: number, locale: Locale): string {
  const { revokedAt, scopes } = key;
  const expired = scopes.expiresAt !== undefined && scopes.expiresAt <= now;
  const state = revokedAt !== undefined ? texts.revoked : expired ? texts.expired : texts.living;
  return `${describeKey(key, locale)}  ${state[locale]}`;
}

/** What it has spent today and this month, a line each. */
export function describeSpend({ day, month }: KeySpend, locale: Locale): string {
  const line = (period: Template, { spent, held }: PeriodSpend) =>
    fillTemplate(texts.spend, locale, {
      period,
      usd: showUsd(spent.microUsd),
      images: spent.images,
      held_usd: showUsd(held.microUsd),
      held_images: held.images,
    });
  return `${line(texts.today, day)}\n${line(texts.month, month)}`;
}

function scopesOf(scopes: KeyScopes, locale: Locale): string {
  const said = Object.entries(scopeTexts).flatMap(([name, template]) => {
    const value = scopes[name as keyof KeyScopes];
    if (value === undefined || value === false) return [];
    return fillTemplate(template, locale, { value: shown(name, value) });
  });
  return said.join(', ') || texts.unlimited[locale];
}

function shown(name: string, value: KeyScopes[keyof KeyScopes]): string {
  if (name === 'expiresAt') return new Date(Number(value)).toISOString();
  if (name.startsWith('usd')) return showUsd(toMicroUsd(Number(value)));
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map((pair) => pair.join('='))
    .join(' ');
}
