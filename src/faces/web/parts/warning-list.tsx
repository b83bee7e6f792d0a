import type { Warning } from '../api/shapes.ts';
import { Icon } from './icon.tsx';

/** What should be known beside a picture. */
export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return null;
  return (
    <ul class="grid gap-1.5 text-sm text-soft">
      {warnings.map(({ code, message }) => (
        <li key={`${code} ${message}`} class="flex items-start gap-2">
          <Icon name="info" class="mt-0.5 size-4" />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
