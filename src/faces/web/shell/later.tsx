import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../state/locale.ts';

/** Shows a part of the page that is loaded only when it is needed. */
export function Later({ load }: { load: () => Promise<ComponentType> }) {
  const [part, setPart] = useState<{ Part: ComponentType }>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let wanted = true;
    const show = (Part: ComponentType) => wanted && setPart({ Part });
    load().then(show, () => wanted && setFailed(true));
    return () => {
      wanted = false;
    };
  }, []);
  if (part) return <part.Part />;
  if (!failed) return <div class="min-h-[60dvh]" aria-busy="true" />;
  return (
    <p class="py-16 text-center text-soft">
      {t('error.stale')}{' '}
      <button type="button" class="link" onClick={() => location.reload()}>
        {t('error.reload')}
      </button>
    </p>
  );
}
