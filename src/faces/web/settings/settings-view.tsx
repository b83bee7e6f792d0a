import { useEffect, useRef } from 'preact/hooks';
import { t } from '../state/locale.ts';
import { addressOf, route } from '../state/route.ts';
import { CostSection } from './cost-section.tsx';
import { FailuresSection } from './failures-section.tsx';
import { HostsSection } from './hosts-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { ProvidersSection } from './providers-section.tsx';
import { SettingsSection } from './settings-section.tsx';

const sections = {
  cost: CostSection,
  limits: LimitsSection,
  providers: ProvidersSection,
  hosts: HostsSection,
  failures: FailuresSection,
  settings: SettingsSection,
} as const;

type SectionName = keyof typeof sections;

const names = Object.keys(sections) as SectionName[];

/** What it costs to run this server, what it may cost, and how it is doing. */
export function SettingsView() {
  const shown = names.find((name) => name === route.value.item) ?? 'cost';
  const Section = sections[shown];
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    const tab = tabs.current?.querySelector('[aria-current=page]');
    tab?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [shown]);
  return (
    <div class="mx-auto grid max-w-5xl gap-7 pt-4">
      <header class="grid gap-2">
        <h1 class="text-3xl">{t('run.title')}</h1>
        <p class="max-w-prose text-soft">{t('run.about')}</p>
      </header>
      <nav
        ref={tabs}
        aria-label={t('run.sections')}
        class="flex gap-1 overflow-x-auto rounded-xl bg-well p-1"
      >
        {names.map((name) => (
          <a
            key={name}
            href={addressOf('settings', name)}
            aria-current={name === shown ? 'page' : undefined}
            class="choice section-link"
          >
            {t(`run.${name}`)}
          </a>
        ))}
      </nav>
      <section class="grid gap-5" aria-label={t(`run.${shown}`)}>
        <Section />
      </section>
    </div>
  );
}
