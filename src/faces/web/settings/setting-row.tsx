import { t } from '../state/locale.ts';
import type { SettingInfo } from './operator-api.ts';

/** A setting, what it is and where that came from; a secret only says that it is there. */
export function SettingRow({ setting }: { setting: SettingInfo }) {
  const { name, value, secret, set, source, default: usual, about } = setting;
  const shown = secret && set ? t('settings.secretSet') : (value ?? t('settings.unset'));
  return (
    <li class="grid gap-x-6 gap-y-1 p-4 md:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <div class="grid min-w-0 content-start gap-0.5">
        <code class="font-mono text-sm wrap-anywhere">{name}</code>
        <p class="text-[0.8125rem] text-soft">{about}</p>
      </div>
      <div class="min-w-0 md:text-right">
        <p class={`text-sm wrap-anywhere ${set ? 'font-medium' : 'text-soft'}`}>{shown}</p>
        <p class="text-[0.8125rem] text-soft">
          {source !== 'unset' && t(`source.${source}`)}
          {set && usual !== null && ` · ${t('settings.usual', { value: usual })}`}
        </p>
      </div>
    </li>
  );
}
