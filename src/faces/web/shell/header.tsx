import { Icon } from '../parts/icon.tsx';
import { askForKey, credential, forgetKey } from '../state/credential.ts';
import { chooseLocale, locale, t } from '../state/locale.ts';
import { isApple } from '../state/machine.ts';
import { paletteOpen } from '../state/palette.ts';
import { addressOf } from '../state/route.ts';
import { chooseTheme, nextTheme, theme } from '../state/theme.ts';
import { tell } from '../state/toasts.ts';
import { Nav } from './nav.tsx';

const themeIcons = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

/** The name, the ways, and the switches. */
export function Header() {
  return (
    <header class="mx-auto flex w-full max-w-[100rem] items-center gap-4 px-4 pt-3 pb-2 sm:px-6 lg:gap-8 lg:px-8 lg:pt-5 lg:pb-4">
      <a href={addressOf('create')} class="flex items-center gap-2.5 no-underline">
        <img src="assets/seal.svg" alt="" width="36" height="36" class="size-9" />
        <span class="font-serif text-xl font-semibold tracking-tight">
          Maliang{' '}
          <span lang="zh-CN" class="ml-0.5 font-normal text-soft max-sm:hidden">
            马良
          </span>
        </span>
      </a>
      <Nav />
      <span class="ml-auto flex items-center gap-1">
        <PaletteButton />
        <KeyButton />
        <LocaleButton />
        <ThemeButton />
      </span>
    </header>
  );
}

function PaletteButton() {
  const open = () => {
    paletteOpen.value = true;
  };
  return (
    <button
      type="button"
      class="button button-bare button-icon"
      title={`${t('palette.open')} (${isApple ? '⌘K' : 'Ctrl K'})`}
      aria-label={t('palette.open')}
      aria-keyshortcuts="Control+K Meta+K"
      onClick={open}
    >
      <Icon name="search" />
    </button>
  );
}

function KeyButton() {
  const has = credential.value !== undefined;
  if (!has) return null;
  const forget = () => {
    forgetKey();
    tell(t('key.forgotten'), { text: t('key.enter'), run: () => void askForKey() });
  };
  return (
    <button
      type="button"
      class="button button-bare button-icon"
      title={t('key.forget')}
      aria-label={t('key.forget')}
      onClick={forget}
    >
      <Icon name="key" />
    </button>
  );
}

/** Says the language it leads to, in that language. */
function LocaleButton() {
  const other = locale.value === 'zh' ? 'en' : 'zh';
  return (
    <button
      type="button"
      class="button button-bare px-2.5 whitespace-nowrap"
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => chooseLocale(other)}
    >
      {other === 'zh' ? '中文' : 'English'}
    </button>
  );
}

function ThemeButton() {
  const label = t('theme.label', { theme: t(`theme.${theme.value}`) });
  return (
    <button
      type="button"
      class="button button-bare button-icon"
      title={label}
      aria-label={label}
      onClick={() => chooseTheme(nextTheme(theme.value))}
    >
      <Icon name={themeIcons[theme.value]} />
    </button>
  );
}
