import { Icon, type IconName } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { addressOf, route, type ViewName, viewNames } from '../state/route.ts';

const icons: Readonly<Record<ViewName, IconName>> = {
  create: 'brush',
  gallery: 'gallery',
  keys: 'key',
  settings: 'gauge',
  connect: 'plug',
};

/** The ways through the page, at the top of a wide window. */
export function Nav() {
  return (
    <nav class="hidden items-center gap-1 lg:flex" aria-label={t('nav.label')}>
      {viewNames.map((view) => (
        <a
          key={view}
          href={addressOf(view)}
          aria-current={route.value.view === view ? 'page' : undefined}
          class="nav-link"
        >
          {t(`nav.${view}`)}
        </a>
      ))}
    </nav>
  );
}

/** The same at the bottom of a narrow one, where thumbs are. */
export function TabBar() {
  return (
    <nav class="tab-bar lg:hidden" aria-label={t('nav.label')}>
      {viewNames.map((view) => (
        <a
          key={view}
          href={addressOf(view)}
          aria-current={route.value.view === view ? 'page' : undefined}
          class="tab"
        >
          <Icon name={icons[view]} class="size-6" />
          {t(`nav.${view}`)}
        </a>
      ))}
    </nav>
  );
}
