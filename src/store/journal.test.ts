import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../core/store.ts';
import { createJournal, type JournalOptions } from './journal.ts';

const busy = new Error('busy');

function entry(id: string): JournalEntry {
  return { type: 'generation-sent', id, at: 0, leaseOwner: '' };
}

function createRecordingJournal(changes: Partial<JournalOptions<string>> = {}) {
  const durable: string[] = [];
  const commits: number[] = [];
  const journal = createJournal<string>({
    prepare: (given) => (given.type === 'generation-sent' ? given.id : given.type),
    async commit(writes) {
      if (writes.includes('broken')) throw new Error('broken');
      durable.push(...writes);
    },
    isBusy: (error) => error === busy,
    onCommit: (entries) => commits.push(entries),
    ...changes,
  });
  return { journal, durable, commits };
}

describe('the journal', () => {
  it('puts what is appended in one turn of the loop into one commit, in order', async () => {
    const { journal, durable, commits } = createRecordingJournal();
    await Promise.all(['a', 'b', 'c'].map((id) => journal.append(entry(id))));
    expect(durable).toEqual(['a', 'b', 'c']);
    expect(commits).toEqual([3]);
  });

  it('gathers what is appended while a commit runs into the next one', async () => {
    let finishFirst = () => {};
    const first = new Promise<void>((resolve) => {
      finishFirst = resolve;
    });
    const started: string[][] = [];
    const { journal, commits } = createRecordingJournal({
      async commit(writes) {
        started.push([...writes]);
        if (started.length === 1) await first;
      },
    });
    const appends = [journal.append(entry('a'))];
    await expect.poll(() => started.length).toBe(1);
    appends.push(journal.append(entry('b')));
    await new Promise(setImmediate);
    appends.push(journal.append(entry('c')));
    finishFirst();
    await Promise.all(appends);
    expect(started).toEqual([['a'], ['b', 'c']]);
    expect(commits).toEqual([1, 2]);
  });

  /** Appends one entry now, and one more in each of the next turns. */
  async function appendInTurns(journal: ReturnType<typeof createJournal>, turns: number) {
    const appends: Promise<void>[] = [];
    const later = (turn: number) =>
      setImmediate(() => {
        appends.push(journal.append(entry(`later ${turn}`)));
        if (turn < turns) later(turn + 1);
      });
    later(1);
    appends.push(journal.append(entry('first')));
    await expect.poll(() => appends.length).toBe(turns + 1);
    await Promise.all(appends);
  }

  it('gathers for as long as every turn of the loop brings more', async () => {
    const { journal, commits } = createRecordingJournal({ gatherMs: 5_000 });
    await appendInTurns(journal, 5);
    expect(commits).toEqual([6]);
  });

  it('gathers no longer than it may, however many come', async () => {
    const { journal, commits } = createRecordingJournal({ gatherMs: 0 });
    await appendInTurns(journal, 5);
    expect(commits.length).toBeGreaterThan(1);
  });

  it('resolves an append no earlier than its commit', async () => {
    let finish = () => {};
    const { journal } = createRecordingJournal({
      commit: () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    });
    let settled = false;
    const append = journal.append(entry('a')).then(() => {
      settled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(settled).toBe(false);
    finish();
    await append;
    expect(settled).toBe(true);
  });

  it('rejects only the broken entry of a batch and keeps the order of the others', async () => {
    const { journal, durable, commits } = createRecordingJournal();
    const results = await Promise.allSettled(
      ['a', 'broken', 'b'].map((id) => journal.append(entry(id))),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(durable).toEqual(['a', 'b']);
    expect(commits).toEqual([1, 1]);
  });

  it('tries a batch again while another process is in the way', async () => {
    let tries = 0;
    const { journal, commits } = createRecordingJournal({
      async commit() {
        tries += 1;
        if (tries < 4) throw busy;
      },
    });
    await Promise.all([journal.append(entry('a')), journal.append(entry('b'))]);
    expect(tries).toBe(4);
    expect(commits).toEqual([2]);
  });

  it('gives a batch up when its patience ends, without trying every entry alone', async () => {
    let tries = 0;
    const { journal } = createRecordingJournal({
      patienceMs: 10,
      async commit() {
        tries += 1;
        throw busy;
      },
    });
    const results = await Promise.allSettled(['a', 'b'].map((id) => journal.append(entry(id))));
    expect(results.map((result) => result.status === 'rejected' && result.reason)).toEqual([
      busy,
      busy,
    ]);
    expect(tries).toBeLessThan(10);
  });

  it('lets nobody wait twice: behind a batch that is given up its own patience counts', async () => {
    const { journal } = createRecordingJournal({
      patienceMs: 200,
      commit: () => Promise.reject(busy),
    });
    const began = Date.now();
    const first = journal.append(entry('a'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = journal.append(entry('b'));
    await expect(first).rejects.toBe(busy);
    await expect(second).rejects.toBe(busy);
    expect(Date.now() - began).toBeLessThan(390);
  });

  it('takes new entries after a failure', async () => {
    const { journal, durable } = createRecordingJournal();
    await expect(journal.append(entry('broken'))).rejects.toThrow('broken');
    await journal.append(entry('a'));
    expect(durable).toEqual(['a']);
  });

  it('settles what it took before it closes', async () => {
    const { journal, durable } = createRecordingJournal();
    const append = journal.append(entry('a'));
    await journal.close();
    expect(durable).toEqual(['a']);
    await append;
    await expect(journal.append(entry('b'))).rejects.toMatchObject({ code: 'shutting_down' });
  });
});
