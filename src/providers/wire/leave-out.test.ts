import { expect, it } from 'vitest';
import type { Warning } from '../../core/warnings.ts';
import { leaveOut } from './leave-out.ts';

it('keeps all but the named, and reports those that were there', () => {
  const warnings: Warning[] = [];
  const wish = { model: 'm', extra: { count: 4, steps: 8 } };
  expect(leaveOut(wish, ['count', 'toString'], warnings)).toEqual({ steps: 8 });
  const values = { param: 'count', model: 'm' };
  expect(warnings).toMatchObject([{ code: 'parameter_dropped', values }]);
  expect(leaveOut({ model: 'm', extra: undefined }, ['count'], [])).toEqual({});
});
