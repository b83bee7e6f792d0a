import { describe, expect, it } from 'vitest';
import { found, png, self, useDataFolder, wish } from '../../test/fakes/left-behind.ts';
import { fakeHost, fakeProvider, imageOf, painted } from '../../test/fakes/parts.ts';
import { solidPng } from '../../test/fakes/png.ts';
import { testCapability } from '../../test/fakes/wishes.ts';
import { AppError } from '../core/errors.ts';
import type { Provider } from '../core/provider.ts';
import type { JournalEntry } from '../core/store.ts';

const { openProcess, leave } = useDataFolder();

describe('a task of the upstream', () => {
  const task = (id: string): JournalEntry => ({ type: 'generation-task', id, taskId: 'task-9' });
  const resumable = (resume: NonNullable<Provider['resume']>) => {
    const provider = { ...fakeProvider({ rows: [testCapability()] }), resume };
    return { provider, changes: { providers: [provider] } };
  };

  it('is asked for, and never sent again; images that are there are not taken twice', async () => {
    const generation = wish({ parameters: { n: 2 } });
    const { id } = await leave({ generation, spools: { 1: png }, more: [task(generation.id)] });
    const asked: string[] = [];
    const { provider, changes } = resumable(async (taskId) => {
      asked.push(taskId);
      return (async function* () {
        yield painted(0);
        yield painted(1, imageOf(solidPng(9, 9)));
      })();
    });
    const { parts, look } = await openProcess(self, changes);
    await look();
    await parts.queue.drain(5_000);
    const { state, assets } = await found(parts, id);
    expect({ state, asked }).toEqual({ state: 'hosted', asked: ['task-9'] });
    expect(assets).toMatchObject([
      { index: 0, width: 8 },
      { index: 1, width: 40 },
    ]);
    expect(provider.requests).toEqual([]);
  });

  it('is asked for by every call that has one, where there are several', async () => {
    const generation = wish({ parameters: { n: 9 } });
    const taskId = '4 task-b\n0 task-a';
    const more: JournalEntry[] = [{ type: 'generation-task', id: generation.id, taskId }];
    const { id } = await leave({ generation, more });
    const asked: string[] = [];
    const { provider, changes } = resumable(async (task, { first }) => {
      asked.push(`${task} for ${first}`);
      return (async function* () {
        yield painted(0);
      })();
    });
    const { parts, look } = await openProcess(self, changes);
    await look();
    await parts.queue.drain(5_000);
    const { assets, warnings } = await found(parts, id);
    expect(asked.sort()).toEqual(['task-a for 0', 'task-b for 4']);
    expect(assets.map(({ index }) => index)).toEqual([0, 4]);
    expect(warnings).toMatchObject([{ code: 'fewer_images', values: { made: 2, asked: 9 } }]);
    expect(provider.requests).toEqual([]);
  });

  it('may have cost something where asking for it fails without a word about that', async () => {
    const generation = wish();
    const { id } = await leave({ generation, more: [task(generation.id)] });
    const { changes } = resumable(async () => {
      throw new Error('socket hang up');
    });
    const { parts, look } = await openProcess(self, changes);
    await look();
    await parts.queue.drain(5_000);
    expect(await found(parts, id)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(await parts.store.findByKey('local', 'key')).toBeDefined();
  });

  it('is asked for though its provider is left alone at the moment', async () => {
    const generation = wish();
    const { id } = await leave({ generation, more: [task(generation.id)] });
    const { provider } = resumable(async () =>
      (async function* () {
        yield painted(0);
      })(),
    );
    const reason = { en: 'it failed.', zh: '出错。' };
    const paused = new AppError('provider_paused', { provider: 'brush', seconds: 9, reason });
    const providers = [{ ...provider, pause: () => paused }];
    const { parts, look } = await openProcess(self, { providers });
    await look();
    await parts.queue.drain(5_000);
    expect(await found(parts, id)).toMatchObject({ state: 'hosted', assets: [{ index: 0 }] });
  });

  it('is asked for though its host is configured no more, and then its images stay here', async () => {
    const generation = wish();
    const { id } = await leave({ generation, host: 'attic', more: [task(generation.id)] });
    const { changes } = resumable(async () =>
      (async function* () {
        yield painted(0);
      })(),
    );
    const given: string[] = [];
    const host = fakeHost(async ({ id }) => {
      given.push(id);
      return { url: 'https://wall.test/', deleteRef: undefined };
    });
    const { parts, look } = await openProcess(self, { ...changes, chooseHost: () => host });
    await look();
    await parts.queue.drain(5_000);
    const { state, assets, warnings } = await found(parts, id);
    expect({ state, given }).toEqual({ state: 'durable', given: [] });
    expect(assets).toMatchObject([{ host: 'attic', hostedUrl: undefined }]);
    expect(warnings.map(({ code }) => code)).toContain('kept_locally');
    expect(await parts.store.dueForHosting(Date.now() + 3_600_000, 9)).toEqual([]);
  });

  it('is stopped at the upstream where somebody wanted it cancelled', async () => {
    const generation = wish({ parameters: { n: 9 } });
    const taskId = '0 task-a\n4 task-b';
    const more: JournalEntry[] = [{ type: 'generation-task', id: generation.id, taskId }];
    const { id } = await leave({ generation, more });
    const stopped: string[] = [];
    const { changes } = resumable(async (task, _, signal) =>
      (async function* () {
        if (!signal.aborted) yield painted(0);
        stopped.push(task);
        throw new AppError('cancelled', {}, { spent: 'maybe' });
      })(),
    );
    const { parts, look } = await openProcess(self, changes);
    const heir = { owner: 'fox:1:other', until: Date.now() + 1000 };
    await parts.store.leases.cancel(id, heir, Date.now());
    await look();
    expect((await found(parts, id)).state).toBe('cancelled');
    expect(stopped).toEqual(['task-a', 'task-b']);
  });

  it('is named to its owner where nobody here can ask for it', async () => {
    const generation = wish({ callerPaid: true });
    const { id } = await leave({ generation, more: [task(generation.id)] });
    const { parts, look } = await openProcess(self);
    await look();
    expect((await found(parts, id)).error?.message).toContain('task-9');
  });
});
