import { createHash } from 'node:crypto';
import type { Locale, Template } from '../../../core/template.ts';

/** A picture of a shared page. */
export interface SharedPicture {
  /** Absolute, for those who only read of it. */
  url: string;
  /** For the page itself: absolute, or as seen from it. */
  shownAt: string;
  /** In pixels; 0 where nobody knows. */
  width: number;
  /** In pixels; 0 where nobody knows. */
  height: number;
}

/** What a shared page shows. */
export interface SharedPage {
  pictures: readonly SharedPicture[];
  /** Undefined where it is not to be shown. */
  prompt: string | undefined;
  altText: string | undefined;
  /** Its own, absolute. */
  address: string;
  locale: Locale;
}

const style = `:root{color-scheme:light dark;--paper:#f6f1e7;--ink:#2b2620;--soft:#75695a;--seal:#b5392b}
@media(prefers-color-scheme:dark){:root{--paper:#191613;--ink:#efe6d6;--soft:#a89b88;--seal:#d9604f}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;grid-template-rows:1fr auto;gap:2.5rem;padding:max(4vh,1.25rem) 1.25rem 1.5rem;background:var(--paper);color:var(--ink);font:17px/1.6 system-ui,"PingFang SC","Noto Sans SC",sans-serif}
main{display:grid;gap:2rem;align-content:center;justify-items:center}
a{color:inherit}
.pictures{display:flex;flex-wrap:wrap;gap:1rem;justify-content:center}
.pictures a{display:block;line-height:0}
img{display:block;max-width:100%;width:auto;height:auto;max-height:78vh;border-radius:.75rem;box-shadow:0 1px 2px #0003,0 18px 40px -18px #0006}
.several img{max-height:46vh}
h1{margin:0;max-width:44rem;font:500 1.35rem/1.5 "Songti SC","Noto Serif SC",Georgia,serif;white-space:pre-wrap;overflow-wrap:anywhere}
p{margin:0;max-width:40rem;color:var(--soft);text-align:center}
footer{display:flex;justify-content:center;align-items:center;gap:.5rem;font-size:.875rem;color:var(--soft)}
footer b{display:grid;place-items:center;width:1.6rem;height:1.6rem;border-radius:.3rem;background:var(--seal);color:#fff8ee;font:600 .95rem/1 "Songti SC","Noto Serif SC",serif}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}`;

/** The one style of the page, as its policy names it. */
export const shareStyleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;

const texts = {
  title: { en: 'A shared picture', zh: '分享的图片' },
  open: { en: 'Open the picture', zh: '打开原图' },
  gone: { en: 'The picture is not kept any more.', zh: '图片已不再保留。' },
  made: { en: 'Painted with Maliang', zh: '由马良绘制' },
  notShared: {
    en: 'Nothing is shared here, or not any more.',
    zh: '这里没有分享内容，或分享已被取消。',
  },
} satisfies Record<string, Template>;

const longestTitle = 90;

/** `/r/{id}` as HTML: the pictures, the prompt where it is shown, and what link previews read. */
export function sharedHtml({ pictures, prompt, altText, address, locale }: SharedPage): string {
  const say = (name: keyof typeof texts) => texts[name][locale];
  const about = prompt === undefined ? undefined : shorten(prompt);
  const title = about ?? say('title');
  const alt = altText ?? about ?? say('title');
  const shown = pictures.map(
    ({ shownAt, width, height }) =>
      `<a href="${escapeHtml(shownAt)}" title="${escapeHtml(say('open'))}"><img src="${escapeHtml(shownAt)}" alt="${escapeHtml(alt)}"${sides(width, height)}></a>`,
  );
  const body = [
    prompt === undefined ? `<h1 class="hidden">${escapeHtml(title)}</h1>` : '',
    shown.length > 0
      ? `<div class="pictures${shown.length > 1 ? ' several' : ''}">${shown.join('')}</div>`
      : `<p>${say('gone')}</p>`,
    prompt === undefined ? '' : `<h1>${escapeHtml(prompt)}</h1>`,
  ];
  return wholePage(locale, title, previewTags(title, alt, address, pictures), body.join(''));
}

/** What stands at a link that shows nothing. */
export function unsharedHtml(locale: Locale): string {
  const title = texts.notShared[locale];
  return wholePage(locale, title, '', `<h1>${escapeHtml(title)}</h1>`);
}

function previewTags(
  title: string,
  alt: string,
  address: string,
  [first]: readonly SharedPicture[],
): string {
  const tags: [string, string][] = [
    ['og:type', 'website'],
    ['og:site_name', 'Maliang 马良'],
    ['og:title', title],
    ['og:url', address],
  ];
  if (first) {
    tags.push(['og:image', first.url], ['og:image:alt', alt]);
    if (first.width > 0) {
      tags.push(['og:image:width', String(first.width)]);
      tags.push(['og:image:height', String(first.height)]);
    }
  }
  const open = tags.map(
    ([name, content]) => `<meta property="${name}" content="${escapeHtml(content)}">`,
  );
  return `${open.join('')}<meta name="twitter:card" content="summary_large_image">`;
}

function wholePage(locale: Locale, title: string, tags: string, body: string): string {
  return `<!doctype html>
<html lang="${locale === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow"><link rel="icon" href="../assets/seal.svg">
<title>${escapeHtml(title)}</title>${tags}<style>${style}</style></head><body><main>${body}</main><footer><b lang="zh" aria-hidden="true">马</b>${texts.made[locale]}</footer></body></html>`;
}

/** Its place is kept before it is there. */
function sides(width: number, height: number): string {
  return width > 0 && height > 0 ? ` width="${width}" height="${height}"` : '';
}

function shorten(text: string): string {
  const letters = [...text.replace(/\s+/g, ' ').trim()];
  return letters.length > longestTitle
    ? `${letters.slice(0, longestTitle - 1).join('')}…`
    : letters.join('');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
