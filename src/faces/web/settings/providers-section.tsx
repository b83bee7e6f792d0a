import { useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { errorText } from '../create/error-text.ts';
import { t } from '../state/locale.ts';
import { Answered } from './answered.tsx';
import { Detected } from './detected.tsx';
import { Honesty } from './honesty.tsx';
import {
  checkProvider,
  listProviders,
  type ProviderCheck,
  type ProviderInfo,
} from './operator-api.ts';
import { useAnswer } from './use-answer.ts';

/** The configured providers; each is asked only when somebody wants to know. */
export function ProvidersSection() {
  const answer = useAnswer(listProviders, []);
  return (
    <>
      <p class="max-w-prose text-soft">{t('providers.about')}</p>
      <Answered
        answer={answer}
        show={(all) => (
          <ul class="grid gap-3">
            {all.map((provider) => (
              <ProviderCard key={provider.name} provider={provider} />
            ))}
          </ul>
        )}
      />
      <Detected />
    </>
  );
}

function ProviderCard({ provider }: { provider: ProviderInfo }) {
  const { name, kind, origin, default_model, models, verified, problem, paused } = provider;
  const [check, setCheck] = useState<ProviderCheck>();
  const [asking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    setCheck(await checkProvider(name).catch(asCheck));
    setAsking(false);
  };
  const facts = [
    origin ?? t('providers.inside'),
    t('providers.models', { count: models }),
    t('providers.default', { model: default_model }),
  ];
  return (
    <li class="card flex flex-wrap items-start gap-x-6 gap-y-3 p-4">
      <div class="grid min-w-0 flex-1 basis-60 gap-1">
        <h2 class="font-sans text-base">
          {name}
          {kind !== name && <span class="ml-2 text-sm font-normal text-soft">{kind}</span>}
        </h2>
        <p class="text-[0.8125rem] text-soft">{facts.join(' · ')}</p>
        <p class="text-[0.8125rem] text-soft">
          {verified.map((how) => t(`verified.${how}`)).join(' · ')}
        </p>
        {(problem ?? paused) && <p class="text-sm text-seal-text">{problem ?? paused}</p>}
        {origin !== null && <Honesty provider={name} />}
        <div role="status">{check && <CheckResult check={check} />}</div>
      </div>
      <button
        type="button"
        class="button"
        aria-label={t('providers.checkNamed', { name })}
        disabled={asking}
        onClick={() => void ask()}
      >
        {t(asking ? 'providers.asking' : 'providers.check')}
      </button>
    </li>
  );
}

function CheckResult({ check: { status, message, milliseconds } }: { check: ProviderCheck }) {
  const lamp = { online: 'bg-[#3d8f5a]', offline: 'bg-seal', untold: 'bg-edge' }[status];
  const facts = [message, milliseconds !== null && t('providers.took', { ms: milliseconds })];
  return (
    <p class="mt-1 flex items-baseline gap-2 text-sm">
      <span class={`size-2.5 shrink-0 rounded-full ${lamp}`} aria-hidden="true" />
      <span>
        <strong class="font-medium">{t(`providers.${status}`)}</strong>{' '}
        <span class="text-soft">{facts.filter(Boolean).join(' · ')}</span>
      </span>
    </p>
  );
}

function asCheck(thrown: unknown): ProviderCheck {
  const error = thrown instanceof ApiError ? thrown : new ApiError(0, 'unreachable', '');
  return { status: 'offline', message: errorText(error).text, milliseconds: null };
}
