import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended } from '../../test/contract/store-samples.ts';
import {
  alive,
  brushOf,
  dead,
  found,
  png,
  self,
  useDataFolder,
  wish,
} from '../../test/fakes/left-behind.ts';
import { fakeProvider, painted, refusal } from '../../test/fakes/parts.ts';
import { testCaller, testRequest } from '../../test/fakes/wishes.ts';
import { createPipeline } from '../core/generate.ts';
import { randomName } from '../kit/random-name.ts';
import { nameSpool } from '../store/pictures/left-spools.ts';

const { openProcess, leave, writeSpool, folder, spoolNames, assetNames } = useDataFolder();

describe('several processes', () => {
  it('do nothing twice', async () => {
    const owners = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const owner of owners) {
      await leave({ generation: wish({ owner }), sent: owner > 'c', spools: { 0: png } });
    }
    const provider = fakeProvider();
    const others = await Promise.all(
      [1, 2, 3].map((pid) => openProcess(`fox:${pid}:x`, { providers: [provider] })),
    );
    await Promise.all(others.map(({ look }) => look()));
    await Promise.all(others.map(({ parts }) => parts.queue.drain(5_000)));
    const all = (await others[0]?.parts.store.listGenerations(undefined, 20)) ?? [];
    expect(all.map(({ state, assets }) => [state, assets.length])).toEqual(
      owners.map(() => ['hosted', 1]),
    );
    expect(provider.requests).toHaveLength(3);
  });

  it('leave the living alone, and their spools', async () => {
    const { id } = await leave({ generation: wish(), spools: { 0: png }, by: alive });
    const { parts, look } = await openProcess(self);
    await writeSpool(nameSpool(randomName(), self));
    await look();
    await look();
    expect((await found(parts, id)).state).toBe('sent');
    expect(await spoolNames()).toHaveLength(2);
  });

  it('take over from one of another machine once its lease is over', async () => {
    const { id } = await leave({ generation: wish(), spools: { 0: png }, by: 'hen:9:aaaaaaaa' });
    let now = Date.now();
    const { parts, look } = await openProcess(self, { now: () => now });
    await look();
    expect((await found(parts, id)).state).toBe('sent');
    now += 31_000;
    await look();
    expect((await found(parts, id)).state).toBe('hosted');
  });

  it('let one of this machine that overslept its lease wake up first', async () => {
    const { id } = await leave({ generation: wish(), by: alive });
    let now = Date.now() + 31_000;
    const { parts, look } = await openProcess(self, { now: () => now });
    await look();
    expect((await found(parts, id)).state).toBe('sent');
    now += 30_000;
    await look();
    expect((await found(parts, id)).state).toBe('outcome_unknown');
  });

  it('do not let a sleeper send what another process has taken over', async () => {
    let wake = () => {};
    const sleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const sleeper = fakeProvider({
      async script(request) {
        await sleep;
        await request.onSend();
        throw new Error('it was sent twice');
      },
    });
    const old = await openProcess(dead, { providers: [sleeper] });
    const job = await createPipeline(old.parts).begin(testRequest(), testCaller());
    const { parts, look } = await openProcess(self);
    await look();
    await parts.queue.drain(5_000);
    wake();
    expect(await refusal(job.started)).toMatchObject({ code: 'internal' });
    await job.done;
    expect((await found(parts, job.id)).state).toBe('hosted');
    expect(brushOf(parts).requests).toHaveLength(1);
  });

  it('give the last word to who was thought dead and comes back with the image', async () => {
    let arrive = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    let isSent = () => {};
    const sending = new Promise<void>((resolve) => {
      isSent = resolve;
    });
    const slow = fakeProvider({
      async *script(request) {
        await request.onSend();
        isSent();
        await arrival;
        yield painted(0);
      },
    });
    const old = await openProcess(dead, { providers: [slow] });
    const job = await createPipeline(old.parts).begin(testRequest(), testCaller());
    await sending;
    const { parts, look } = await openProcess(self);
    await look();
    expect((await found(parts, job.id)).state).toBe('outcome_unknown');
    arrive();
    expect((await job.done).state).toBe('hosted');
    expect(await found(parts, job.id)).toMatchObject({ state: 'hosted', assets: [{ index: 0 }] });
  });
});

describe('spools', () => {
  it('of the dead are removed where they are for nothing, those of nobody after a day', async () => {
    await leave({ generation: wish() });
    await writeSpool(nameSpool(randomName(), dead));
    const [old, young] = [await writeSpool(randomName()), await writeSpool(randomName())];
    const yesterday = Date.now() / 1000 - 25 * 60 * 60;
    await utimes(old, yesterday, yesterday);
    const { look } = await openProcess(self);
    await look();
    expect((await spoolNames()).map((name) => join(folder(), 'spool', name))).toEqual([young]);
  });

  it('that are found late give an outcome that was unknown its image', async () => {
    const { id } = await leave({ generation: wish(), spools: { 0: png } });
    const { parts, look } = await openProcess(self);
    const error = { code: 'outcome_unknown', message: 'cut.' };
    await parts.store.journal.append(
      ended(id, { state: 'outcome_unknown', error, leaseOwner: dead, model: 'brush-1' }),
    );
    await look();
    expect(await found(parts, id)).toMatchObject({
      state: 'hosted',
      error: undefined,
      assets: [{ index: 0 }],
    });
    expect(await spoolNames()).toEqual([]);
  });

  it('of what was deleted or cancelled bring nothing back', async () => {
    const gone = await leave({ generation: wish({ owner: 'a' }), spools: { 0: png } });
    const cancelled = await leave({ generation: wish({ owner: 'b' }), spools: { 0: png } });
    const { parts, look } = await openProcess(self);
    const { journal } = parts.store;
    const error = { code: 'cancelled', message: 'x' };
    const end = { state: 'cancelled', error, leaseOwner: dead } as const;
    for (const { id } of [gone, cancelled]) await journal.append(ended(id, end));
    await journal.append({ type: 'generation-deleted', id: gone.id, at: 1 });
    await look();
    expect(await assetNames()).toEqual([]);
    expect(await spoolNames()).toEqual([]);
  });
});
