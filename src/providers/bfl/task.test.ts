import { describe, expect, it } from 'vitest';
import { isBfl, readBflTask, writeBflTask } from './task.ts';

const base = 'https://api.bfl.ai/v1';
const home = { base, owns: (url: URL) => isBfl(url) && isBfl(new URL(base)) };
const id = 'task-1';

describe('a task of BFL’s as one text', () => {
  it('keeps the regional address and what it costs', () => {
    const url = 'https://api.us2.bfl.ai/v1/get_result?id=task-1';
    const text = writeBflTask({ id, url, cost: 4.5 }, home);
    expect(text).toBe(`${url}#cost=4.5`);
    expect(readBflTask(text, home)).toEqual({ url, cost: 4.5 });
  });

  it.each([
    'https://evil.example/get_result?id=task-1',
    'http://api.us2.bfl.ai/v1/get_result?id=task-1',
    'https://api.bfl.ai.evil.example/v1/get_result?id=task-1',
    'https://notbfl.ai/v1/get_result?id=task-1',
    '/v1/get_result?id=task-1',
    undefined,
  ])('asks at home where the address is %s', (url) => {
    expect(writeBflTask({ id, url, cost: undefined }, home)).toBe(`${base}/get_result?id=task-1`);
  });

  it('never believes a record that names a stranger', () => {
    const stranger = 'https://evil.example/get_result?id=task-1#cost=3';
    expect(readBflTask(stranger, home)).toEqual({ url: `${base}/get_result?id=task-1`, cost: 3 });
    expect(readBflTask(id, home)).toEqual({ url: `${base}/get_result?id=task-1`, cost: undefined });
  });

  it('sends a gateway’s key to the gateway alone', () => {
    const gateway = 'https://gateway.example/bfl/v1';
    const other = { base: gateway, owns: (url: URL) => isBfl(url) && isBfl(new URL(gateway)) };
    const url = 'https://api.us2.bfl.ai/v1/get_result?id=task-1';
    expect(writeBflTask({ id, url, cost: undefined }, other)).toBe(
      `${gateway}/get_result?id=task-1`,
    );
  });
});
