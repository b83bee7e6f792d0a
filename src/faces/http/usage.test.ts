import { expect, it } from 'vitest';
import { serveFace } from '../../../test/fakes/http-face.ts';

it('tells what was paid in the last thirty days, by day, unless asked otherwise', async () => {
  const { ask } = await serveFace({});
  const { status, json } = await ask('/v1/usage');
  expect({ status, json }).toMatchObject({
    status: 200,
    json: { object: 'usage', group_by: 'day', data: [] },
  });
  expect(Number(json.until) - Number(json.since)).toBe(30 * 24 * 60 * 60);
});

it('takes the span and the grouping that are asked for', async () => {
  const { ask } = await serveFace({});
  const { json } = await ask('/v1/usage?group_by=model&since=1700000000&until=1700003600');
  expect(json).toMatchObject({ group_by: 'model', since: 1_700_000_000, until: 1_700_003_600 });
});

it('refuses a grouping that it has not, and names those it has', async () => {
  const { ask } = await serveFace({});
  const { status, json } = await ask('/v1/usage?group_by=colour');
  expect({ status, json }).toMatchObject({ status: 400, json: { error: { param: 'group_by' } } });
  expect(JSON.stringify(json)).toMatch(/day.*model.*key|key.*model/);
});
