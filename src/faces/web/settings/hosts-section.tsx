import { useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { t } from '../state/locale.ts';
import { addressOf } from '../state/route.ts';
import { tell } from '../state/toasts.ts';
import { Answered } from './answered.tsx';
import { checkHost, type HostCheck, type HostInfo, listHosts } from './operator-api.ts';
import { useAnswer } from './use-answer.ts';

/** Where pictures stand for the world, and which are not there yet. */
export function HostsSection() {
  const answer = useAnswer(listHosts, []);
  return (
    <>
      <p class="max-w-prose text-soft">{t('hosts.about')}</p>
      <Answered
        answer={answer}
        show={(all) => (
          <ul class="grid gap-3">
            {all.map((host) => (
              <HostCard key={host.name} host={host} />
            ))}
          </ul>
        )}
      />
    </>
  );
}

function HostCard({ host: { name, in_use, local, hosted, waiting, failed } }: { host: HostInfo }) {
  return (
    <li class="card grid gap-1 p-4">
      <h2 class="font-sans text-base">
        {name}
        {in_use && <span class="ml-2 text-sm font-normal text-seal-text">{t('hosts.inUse')}</span>}
      </h2>
      {local ? (
        <p class="text-sm text-soft">{t('hosts.local')}</p>
      ) : (
        <p class="flex flex-wrap gap-x-4 text-sm">
          <span class="text-soft">{t('hosts.hosted', { count: hosted })}</span>
          {waiting > 0 && <span>{t('hosts.waiting', { count: waiting })}</span>}
          {failed > 0 && <span class="text-seal-text">{t('hosts.failed', { count: failed })}</span>}
          {waiting + failed === 0 && <span>{t('hosts.well')}</span>}
        </p>
      )}
      {!local && hosted > 0 && <LinkHealth name={name} />}
    </li>
  );
}

/** A sample of its links, asked for when somebody wants to know. */
function LinkHealth({ name }: { name: string }) {
  const [check, setCheck] = useState<HostCheck>();
  const [asking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    try {
      setCheck(await checkHost(name));
    } catch (thrown) {
      tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
    } finally {
      setAsking(false);
    }
  };
  return (
    <div class="mt-2 flex flex-wrap items-start gap-3">
      <button
        type="button"
        class="button"
        aria-label={t('hosts.checkNamed', { name })}
        disabled={asking}
        onClick={() => void ask()}
      >
        {t(asking ? 'hosts.asking' : 'hosts.check')}
      </button>
      <div role="status" class="min-w-0 flex-1 self-center text-sm">
        {check && (
          <p>
            {t(check.broken.length > 0 ? 'hosts.someBroken' : 'hosts.allAlive', {
              alive: check.alive,
              asked: check.asked,
            })}
          </p>
        )}
        <ul>
          {check?.broken.map(({ generation_id, url, reason }) => (
            <li key={url} class="truncate">
              <a class="link" href={addressOf('gallery', generation_id)}>
                {url}
              </a>{' '}
              <span class="text-seal-text">{reason}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
