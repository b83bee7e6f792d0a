/** The forms a link is copied in. */
export const copyFormats = ['url', 'markdown', 'html', 'bbcode', 'own'] as const;

/** One of the forms a link is copied in. */
export type CopyFormat = (typeof copyFormats)[number];

const longestAlt = 100;

/** What a form of one's own is before it is changed. */
export const firstTemplate = '{alt} {url}';

/**
 * The link of a picture in a form; `about` becomes the text that stands for it. A form of one's own
 * is a text with `{url}` and `{alt}` in it.
 */
export function copyText(
  format: CopyFormat,
  url: string,
  about: string,
  template = firstTemplate,
): string {
  const alt = shorten(about.replace(/\s+/g, ' ').trim());
  switch (format) {
    case 'url':
      return url;
    case 'markdown':
      return `![${alt.replace(/[\\[\]`*_<>]/g, '\\$&')}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`;
    case 'html':
      return `<img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}">`;
    case 'bbcode':
      return `[img]${url}[/img]`;
    case 'own':
      return template.replace(/\{(url|alt)\}/g, (_, name) => (name === 'url' ? url : alt));
  }
}

function shorten(text: string): string {
  const letters = [...text];
  return letters.length > longestAlt ? `${letters.slice(0, longestAlt - 1).join('')}…` : text;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A file name from a prompt, with the ending the picture's own file has. */
export function fileNameFor(prompt: string, mediaType: string): string {
  const words = prompt
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  const stem = [...words].slice(0, 48).join('').replace(/-+$/, '') || 'maliang';
  const ending = mediaType === 'image/jpeg' ? 'jpg' : mediaType.replace('image/', '');
  return `${stem}.${ending}`;
}
