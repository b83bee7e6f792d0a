import { expect, it } from 'vitest';
import type { Caller } from '../caller.ts';
import { createUploadLinks } from './upload-links.ts';

const caller = { id: 'local' } as Caller;

function setUp() {
  let time = 0;
  const links = createUploadLinks({ now: () => time });
  return { links, pass: (minutes: number) => (time += minutes * 60_000) };
}

const owner = async (link: { caller: Caller }) => link.caller.id;

it('is good for one picture', async () => {
  const { links } = setUp();
  const { token } = links.create(caller, undefined);
  expect(token).toMatch(/^[a-z2-7]{26}$/);
  expect(await links.use(token, owner)).toBe('local');
  await expect(links.use(token, owner)).rejects.toMatchObject({ code: 'not_found' });
});

it('stays good where the upload failed', async () => {
  const { links } = setUp();
  const { token } = links.create(caller, undefined);
  await expect(links.use(token, () => Promise.reject(new Error('cut')))).rejects.toThrow('cut');
  expect(await links.use(token, owner)).toBe('local');
});

it('is not good for a second picture while the first is on its way', async () => {
  const { links } = setUp();
  const { token } = links.create(caller, undefined);
  const first = links.use(token, async (link) => {
    await expect(links.use(token, owner)).rejects.toMatchObject({ code: 'not_found' });
    return link.caller.id;
  });
  expect(await first).toBe('local');
});

it('is over after a quarter of an hour', async () => {
  const { links, pass } = setUp();
  const { token } = links.create(caller, undefined);
  pass(15);
  await expect(links.use(token, owner)).rejects.toMatchObject({ code: 'not_found' });
});

it('makes room by forgetting the oldest', async () => {
  const { links } = setUp();
  const { token } = links.create(caller, undefined);
  for (let i = 0; i < 1000; i++) links.create(caller, undefined);
  await expect(links.use(token, owner)).rejects.toMatchObject({ code: 'not_found' });
});
