import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { errorText } from '../create/error-text.ts';
import { CopyText } from '../parts/copy-text.tsx';
import { t } from '../state/locale.ts';
import { type KeyInfo, listKeys } from './key-api.ts';
import { KeyCard } from './key-card.tsx';
import { NewKey } from './new-key.tsx';

const keys = signal<readonly KeyInfo[] | undefined>(undefined);
const error = signal<ApiError | undefined>(undefined);
/** The secret of a key that was just made; nobody will see it again. */
const fresh = signal<{ name: string; secret: string } | undefined>(undefined);

/** Who may paint here, and how much. */
export function KeysView() {
  useEffect(() => {
    void load();
    return () => {
      fresh.value = undefined;
    };
  }, []);
  const all = keys.value ?? [];
  return (
    <div class="mx-auto grid max-w-4xl gap-8 pt-4">
      <header class="grid gap-2">
        <h1 class="text-3xl">{t('keys.title')}</h1>
        <p class="max-w-prose text-soft">{t('keys.about')}</p>
      </header>
      {error.value ? (
        <p class="card p-4" role="alert">
          {errorText(error.value).text}
        </p>
      ) : (
        <NewKey made={made} />
      )}
      {fresh.value && <Fresh {...fresh.value} />}
      {all.length > 0 && (
        <ul class="grid gap-3" aria-label={t('keys.all')}>
          {all.map((key) => (
            <KeyCard key={key.id} info={key} changed={() => void load()} />
          ))}
        </ul>
      )}
      {keys.value?.length === 0 && <p class="text-soft">{t('keys.none')}</p>}
    </div>
  );
}

async function load(): Promise<void> {
  try {
    keys.value = await listKeys();
    error.value = undefined;
  } catch (thrown) {
    if (thrown instanceof ApiError) error.value = thrown;
  }
}

function made(key: { name: string; secret: string }): void {
  fresh.value = key;
  void load();
}

function Fresh({ name, secret }: { name: string; secret: string }) {
  return (
    <section
      class="grid animate-rise gap-3 rounded-2xl border-2 border-seal bg-card p-5"
      role="status"
    >
      <h2 class="text-lg">{t('keys.made', { name })}</h2>
      <p class="text-sm text-soft">{t('keys.once')}</p>
      <CopyText text={secret} />
    </section>
  );
}
