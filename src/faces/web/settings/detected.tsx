import { useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { errorText } from '../create/error-text.ts';
import { Icon } from '../parts/icon.tsx';
import { t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { type DetectedServer, detectServers } from './operator-api.ts';

/** Servers on the server's own machine that could paint; looked for when somebody wants to know. */
export function Detected() {
  const [found, setFound] = useState<readonly DetectedServer[]>();
  const [looking, setLooking] = useState(false);
  const look = async () => {
    setLooking(true);
    try {
      setFound(await detectServers());
    } catch (thrown) {
      const error = thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', '');
      tell(errorText(error).text);
    }
    setLooking(false);
  };
  return (
    <section class="grid gap-3" aria-label={t('detect.title')}>
      <h2 class="text-xl">{t('detect.title')}</h2>
      <p class="max-w-prose text-soft">{t('detect.about')}</p>
      <button
        type="button"
        class="button justify-self-start"
        disabled={looking}
        onClick={() => void look()}
      >
        <Icon name="search" class="size-4" />
        {t(looking ? 'detect.looking' : 'detect.look')}
      </button>
      <div role="status">
        {found?.length === 0 && <p class="text-soft">{t('detect.none')}</p>}
        {found && found.length > 0 && (
          <ul class="card divide-y divide-line">
            {found.map((server) => (
              <li key={server.origin} class="grid gap-0.5 p-4">
                <p>
                  <span class="font-medium">{server.about || server.kind}</span>{' '}
                  <span class="text-sm text-soft">{server.origin}</span>
                </p>
                <p class="text-sm wrap-anywhere">{server.how_to_use}</p>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
