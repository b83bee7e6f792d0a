import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/fakes/parts.ts';
import type { Leave } from '../places.ts';
import { createGates } from './gate.ts';

function setUp(limit: number | undefined) {
  const gates = createGates(() => limit);
  const entered: string[] = [];
  const leaves: Leave[] = [];
  const told = new Map<string, number[]>();
  const enter = (owner: string, name: string, signal = new AbortController().signal) => {
    const tell = (ahead: number) => void told.set(name, [...(told.get(name) ?? []), ahead]);
    const entering = gates.enter('comfyui', { owner, signal, tell });
    entering.then(
      (leave) => {
        entered.push(name);
        leaves.push(leave);
      },
      () => {},
    );
    return entering;
  };
  const leaveOne = async () => {
    leaves.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { enter, entered, leaveOne, told };
}

describe('a gate', () => {
  it('lets in as many as it may', async () => {
    const { enter, entered, leaveOne } = setUp(2);
    for (const name of ['1', '2', '3']) void enter('ann', name);
    await leaveOne();
    expect(entered.slice(0, 2)).toEqual(['1', '2']);
    await leaveOne();
    expect(entered).toEqual(['1', '2', '3']);
  });

  it('gives callers turns, however much each of them asks for', async () => {
    const { enter, entered, leaveOne } = setUp(1);
    for (const name of ['a1', 'a2', 'a3', 'a4']) void enter('ann', name);
    for (const name of ['b1', 'b2']) void enter('bob', name);
    void enter('cid', 'c1');
    for (let turn = 0; turn < 8; turn += 1) await leaveOne();
    expect(entered).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('tells how many go before, also when others come in between', async () => {
    const { enter, leaveOne, told } = setUp(1);
    void enter('ann', 'a1');
    for (const name of ['a2', 'a3']) void enter('ann', name);
    void enter('bob', 'b1');
    expect(told.get('a3')).toEqual([1, 2]);
    expect(told.get('b1')).toEqual([1]);
    await leaveOne();
    await leaveOne();
    expect(told.get('a3')).toEqual([1, 2, 1]);
    expect(told.get('b1')).toEqual([1, 0]);
  });

  it('forgets whoever gives up', async () => {
    const { enter, entered, leaveOne } = setUp(1);
    const abort = new AbortController();
    void enter('ann', 'a1');
    const given = enter('ann', 'a2', abort.signal);
    void enter('bob', 'b1');
    abort.abort();
    expect((await refusal(given)).code).toBe('cancelled');
    await leaveOne();
    await leaveOne();
    expect(entered).toEqual(['a1', 'b1']);
  });

  it('gives a place back once', async () => {
    const { enter, entered } = setUp(1);
    const leave = await enter('ann', 'a1');
    leave();
    leave();
    await enter('ann', 'a2');
    void enter('ann', 'a3');
    await Promise.resolve();
    expect(entered).toEqual(['a1', 'a2']);
  });

  it('lets everything through where nothing is limited', async () => {
    const { enter, entered } = setUp(undefined);
    await Promise.all(['1', '2', '3'].map((name) => enter('ann', name)));
    expect(entered).toEqual(['1', '2', '3']);
  });
});
