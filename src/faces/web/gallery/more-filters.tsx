import { useEffect, useState } from 'preact/hooks';
import { listKeys } from '../keys/key-api.ts';
import { t } from '../state/locale.ts';
import { filter, narrowTo } from './feed.ts';

/** Filters that are wanted now and then: date, key, host, cost. */
export function MoreFilters() {
  const change = narrowTo;
  const { since, until, host, costMin, costMax } = filter.value;
  return (
    <div class="more-filters">
      <Box
        label={t('gallery.since')}
        type="date"
        value={since}
        change={(value) => change({ since: value })}
      />
      <Box
        label={t('gallery.until')}
        type="date"
        value={until}
        change={(value) => change({ until: value })}
      />
      <KeyChoice change={(key) => change({ key })} />
      <Box
        label={t('gallery.host')}
        value={host}
        hint={t('gallery.hostHint')}
        change={(value) => change({ host: value })}
      />
      <Box
        label={t('gallery.costMin')}
        type="number"
        value={costMin}
        change={(value) => change({ costMin: value })}
      />
      <Box
        label={t('gallery.costMax')}
        type="number"
        value={costMax}
        change={(value) => change({ costMax: value })}
      />
    </div>
  );
}

/** How many of them narrow something now. */
export function countMore(): number {
  const { since, until, key, host, costMin, costMax } = filter.value;
  return [since, until, key, host, costMin, costMax].filter(Boolean).length;
}

function Box({
  label,
  type = 'text',
  value,
  hint,
  change,
}: {
  label: string;
  type?: string;
  value: string;
  hint?: string;
  change: (value: string) => void;
}) {
  return (
    <label>
      <span class="label">{label}</span>
      <input
        type={type}
        class="field"
        value={value}
        {...(type === 'number' && { min: 0, step: 0.01, inputMode: 'decimal' as const })}
        {...(hint && { placeholder: hint })}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    </label>
  );
}

/** Only who may see keys can choose among them. */
function KeyChoice({ change }: { change: (key: string) => void }) {
  const [keys, setKeys] = useState<readonly { id: string; name: string }[]>([]);
  useEffect(() => {
    listKeys().then(setKeys, () => setKeys([]));
  }, []);
  if (keys.length === 0) return null;
  return (
    <label>
      <span class="label">{t('gallery.key')}</span>
      <select
        class="field"
        value={filter.value.key}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      >
        <option value="">{t('gallery.everyKey')}</option>
        {keys.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
