import { ApiError } from '../api/call.ts';
import { everything, listGenerations } from '../api/history.ts';
import type { Generation } from '../api/shapes.ts';
import { errorText } from '../create/error-text.ts';
import { momentText, t } from '../state/locale.ts';
import { addressOf } from '../state/route.ts';
import { Answered } from './answered.tsx';
import { useAnswer } from './use-answer.ts';

const days = 7;
const looked = 100;

/** Failures of one kind, of one model. */
interface Failure {
  id: string;
  model: string;
  code: string;
  message: string;
  generations: Generation[];
}

async function readFailures(): Promise<Failure[]> {
  const since = Date.now() / 1000 - days * 86_400;
  const { data } = await listGenerations({ ...everything, state: 'failed' }, undefined, looked);
  const failures = new Map<string, Failure>();
  for (const generation of data) {
    const { state, created_at, error, provider } = generation;
    if (created_at < since || state === 'cancelled') continue;
    const model = `${provider}/${generation.model}`;
    const code = error?.code ?? state;
    const id = `${model} ${code}`;
    const message = error?.message ?? t('failures.untold');
    const failure = failures.get(id) ?? { id, model, code, message, generations: [] };
    failure.generations.push(generation);
    failures.set(id, failure);
  }
  return [...failures.values()];
}

/** What was asked for lately and did not come, in the words it was refused with. */
export function FailuresSection() {
  const answer = useAnswer(readFailures, []);
  return (
    <>
      <p class="max-w-prose text-soft">{t('failures.about', { days })}</p>
      <Answered
        answer={answer}
        show={(all) =>
          all.length === 0 ? (
            <p class="py-6 text-soft">{t('failures.none')}</p>
          ) : (
            <ul class="grid gap-3">
              {all.map((failure) => (
                <FailureCard key={failure.id} failure={failure} />
              ))}
            </ul>
          )
        }
      />
    </>
  );
}

function FailureCard({ failure: { model, code, message, generations } }: { failure: Failure }) {
  const { text, hint } = errorText(new ApiError(200, code, message));
  const [last] = generations;
  const date = last ? momentText(last.created_at) : '';
  return (
    <li class="card grid gap-1.5 p-4">
      <p class="wrap-anywhere">{text}</p>
      {hint && <p class="text-sm text-soft">{hint}</p>}
      <p class="text-[0.8125rem] text-soft">
        {model} · {t('failures.times', { count: generations.length, date })}
      </p>
      <details>
        <summary class="text-[0.8125rem] text-seal-text">{t('failures.show')}</summary>
        <ul class="mt-2 grid gap-1 text-sm">
          {generations.map(({ id, prompt }) => (
            <li key={id} class="truncate">
              <a class="link" href={addressOf('gallery', id)}>
                {prompt || id}
              </a>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}
