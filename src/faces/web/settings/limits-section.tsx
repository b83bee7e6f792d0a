import { type KeyInfo, listKeys } from '../keys/key-api.ts';
import { scopeTexts } from '../keys/scope-text.ts';
import { t } from '../state/locale.ts';
import { addressOf } from '../state/route.ts';
import { Answered } from './answered.tsx';
import { listSettings, type SettingInfo } from './operator-api.ts';
import { SettingRow } from './setting-row.tsx';
import { useAnswer } from './use-answer.ts';

/** The settings that hold something back. */
const limiting = [
  'RATE_LIMIT',
  'QUEUE_CONCURRENCY',
  'PROVIDER_CONCURRENCY',
  'CONFIRM_ABOVE_USD',
  'ASSUMED_PRICE_USD',
  'RETENTION_DAYS',
  'STORAGE_LIMIT',
  'CALLER_CREDENTIALS',
];

async function readLimits(): Promise<{ settings: SettingInfo[]; keys: KeyInfo[] }> {
  const [settings, keys] = await Promise.all([listSettings(), listKeys()]);
  const now = Date.now() / 1000;
  return {
    settings: settings.filter(({ name }) => limiting.includes(name)),
    keys: keys.filter(
      ({ revoked_at, expires_at }) => revoked_at === null && (expires_at ?? now + 1) > now,
    ),
  };
}

/** What the server and its keys may do at most. */
export function LimitsSection() {
  const answer = useAnswer(readLimits, []);
  return (
    <>
      <p class="max-w-prose text-soft">{t('limits.about')}</p>
      <Answered
        answer={answer}
        show={({ settings, keys }) => (
          <>
            <h2 class="text-xl">{t('limits.server')}</h2>
            <ul class="card divide-y divide-line">
              {settings.map((setting) => (
                <SettingRow key={setting.name} setting={setting} />
              ))}
            </ul>
            <h2 class="text-xl">{t('limits.keys')}</h2>
            {keys.length === 0 && <p class="text-soft">{t('limits.noKeys')}</p>}
            {keys.length > 0 && (
              <ul class="card divide-y divide-line">
                {keys.map((key) => (
                  <li key={key.id} class="grid gap-0.5 p-4 sm:grid-cols-[14rem_1fr] sm:gap-4">
                    <span class="truncate font-medium">{key.name}</span>
                    <span class="text-sm">{scopeTexts(key).join(' · ')}</span>
                  </li>
                ))}
              </ul>
            )}
            <p>
              <a class="link" href={addressOf('keys')}>
                {t('limits.manage')}
              </a>
            </p>
          </>
        )}
      />
    </>
  );
}
