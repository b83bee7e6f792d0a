import { AppError } from '../../core/errors.ts';
import type { Row } from './table-shape.ts';

/**
 * A row of an archive as it may stand in another installation: what was under way when it was
 * written went on where it was, and must be neither sent nor told of again from here.
 */
export function closeUnfinished(table: string, row: Row, madeAt: number): Row {
  if (table === 'webhooks') return { ...row, next_attempt_at: null };
  if (table !== 'generations' || (row.state !== 'accepted' && row.state !== 'sent')) return row;
  const reason = {
    en: 'it was under way when this was exported',
    zh: '导出时仍在进行',
  };
  const error = new AppError('outcome_unknown', { provider: String(row.provider), reason });
  return {
    ...row,
    state: 'outcome_unknown',
    lease_owner: null,
    lease_until: null,
    error_code: error.code,
    error_message: error.message,
    ended_at: madeAt,
  };
}
