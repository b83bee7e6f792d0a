import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CreateView } from '../create/create-view.tsx';
import { priceAsked } from '../state/consent.ts';
import { keyWanted } from '../state/credential.ts';
import { t } from '../state/locale.ts';
import { listenForPalette, paletteOpen } from '../state/palette.ts';
import { route } from '../state/route.ts';
import { Header } from './header.tsx';
import { Later } from './later.tsx';
import { TabBar } from './nav.tsx';
import { Toasts } from './toasts.tsx';

const gallery = () => import('../gallery/gallery-view.tsx').then(({ GalleryView }) => GalleryView);
const keys = () => import('../keys/keys-view.tsx').then(({ KeysView }) => KeysView);
const settings = () =>
  import('../settings/settings-view.tsx').then(({ SettingsView }) => SettingsView);
const palette = () => import('./palette.tsx').then(({ Palette }) => Palette);
const connect = () => import('../connect/connect-view.tsx').then(({ ConnectView }) => ConnectView);
const keyDialog = () => import('./key-dialog.tsx').then(({ KeyDialog }) => KeyDialog);

const consentDialog = () =>
  import('./consent-dialog.tsx').then(({ ConsentDialog }) => ConsentDialog);

/** The whole page: where one can go, where one is, and what is told. */
export function Page() {
  useSignalEffect(() => {
    document.title = `${t(`nav.${route.value.view}`)} · Maliang 马良`;
  });
  useEffect(listenForPalette, []);
  const { view } = route.value;
  return (
    <>
      <button type="button" class="skip button" onClick={skip}>
        {t('nav.skip')}
      </button>
      <Header />
      <main
        id="main"
        tabIndex={-1}
        class="mx-auto w-full max-w-[100rem] px-4 pb-28 outline-none sm:px-6 lg:px-8 lg:pb-12"
      >
        {view === 'create' && <CreateView />}
        {view === 'gallery' && <Later key="gallery" load={gallery} />}
        {view === 'keys' && <Later key="keys" load={keys} />}
        {view === 'settings' && <Later key="settings" load={settings} />}
        {view === 'connect' && <Later key="connect" load={connect} />}
      </main>
      <TabBar />
      <Toasts />
      {keyWanted.value && <Later load={keyDialog} />}
      {priceAsked.value && <Later load={consentDialog} />}
      {paletteOpen.value && <Later load={palette} />}
    </>
  );
}

/** The address says where we are, so it cannot say where to look. */
function skip(): void {
  document.getElementById('main')?.focus();
}
