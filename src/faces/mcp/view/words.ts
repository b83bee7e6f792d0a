/** English, then Chinese. */
const table = {
  use: 'Use this one|就用这张',
  full: 'Full size|原图',
  again: 'Again|再画一次',
  vary: 'Vary|换一版',
  compare: 'Compare|对比',
  favour: 'Favourite|收藏',
  copy: 'Copy link|复制链接',
  download: 'Download|下载',
  open: 'Open|打开',
  painting: 'Painting …|正在生成…',
  loading: 'Loading …|正在加载…',
  copied: 'Copied.|已复制。',
  told: 'The chat has been told.|已告知对话。',
  useText: 'Use this picture:|就用这张图片：',
  newText: 'The user painted more in the gallery:|用户在图库中又生成了：',
  stopped: 'Stopped.|已停止。',
  failed: 'This did not work here.|此处无法完成。',
} as const satisfies Record<string, `${string}|${string}`>;

/** What the view says. */
export type Word = keyof typeof table;

let language = 0;

/** Chinese for locales that begin with `zh`, English for all others. */
export function speak(locale: string): void {
  language = locale.startsWith('zh') ? 1 : 0;
  document.documentElement.lang = locale;
}

/** In the language that was chosen last. */
export function say(word: Word): string {
  return table[word].split('|')[language] ?? word;
}
