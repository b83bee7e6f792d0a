import { t } from '../state/locale.ts';
import { Answered } from './answered.tsx';
import { type HostInfo, listHosts } from './operator-api.ts';
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
    </li>
  );
}
