import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/call.ts';
import { dollars } from '../create/cost.ts';
import { momentText, t } from '../state/locale.ts';
import { tell } from '../state/toasts.ts';
import { type KeyInfo, revokeKey, type Spent, spendOf } from './key-api.ts';
import { scopeTexts } from './scope-text.ts';

const patience = 10_000;

/** One key: whose it is, what it may do and what it has done. */
export function KeyCard({ info, changed }: { info: KeyInfo; changed: () => void }) {
  const [leaving, setLeaving] = useState(false);
  const over = info.revoked_at !== null;
  const expired = info.expires_at !== null && info.expires_at * 1000 < Date.now();
  const revoke = () => {
    setLeaving(true);
    const timer = setTimeout(() => void end(info.id, changed), patience);
    const undo = () => {
      clearTimeout(timer);
      setLeaving(false);
    };
    tell(t('keys.revoked', { name: info.name }), { text: t('gallery.undo'), run: undo }, patience);
  };
  const state = over || leaving ? t('keys.isRevoked') : expired ? t('keys.isExpired') : undefined;
  return (
    <li
      class={`card flex flex-wrap items-start gap-x-6 gap-y-3 p-4 ${state ? 'border-dashed' : ''}`}
    >
      <div class="grid min-w-60 flex-1 gap-1">
        <h2 class="font-sans text-base">
          {info.name}{' '}
          {state && <span class="ml-1 text-sm font-normal text-seal-text">{state}</span>}
        </h2>
        <p class="text-sm">{scopeTexts(info).join(' · ')}</p>
        <p class="text-[0.8125rem] text-soft">
          {t('keys.madeAt', { date: momentText(info.created_at) })}
          {info.last_spent_at !== null &&
            ` · ${t('keys.usedAt', { date: momentText(info.last_spent_at) })}`}
        </p>
        {info.last_spent_at !== null && <Spending id={info.id} />}
      </div>
      {!over && !leaving && (
        <button type="button" class="button" onClick={revoke}>
          {t('keys.revoke')}
        </button>
      )}
    </li>
  );
}

async function end(id: string, changed: () => void): Promise<void> {
  try {
    await revokeKey(id);
  } catch (thrown) {
    tell(thrown instanceof ApiError && thrown.message ? thrown.message : t('error.unreachable'));
  }
  changed();
}

function Spending({ id }: { id: string }) {
  const [spend, setSpend] = useState<{ today: Spent; this_month: Spent }>();
  useEffect(() => {
    spendOf(id).then(setSpend, () => {});
  }, [id]);
  if (!spend) return <p class="text-[0.8125rem]">&nbsp;</p>;
  const text = ({ usd, images }: Spent) => t('keys.spent', { amount: dollars(usd), count: images });
  return (
    <p class="text-[0.8125rem] text-soft">
      {t('keys.spending', { today: text(spend.today), month: text(spend.this_month) })}
    </p>
  );
}
