import { expect, it } from 'vitest';
import { exitOf, type Finding, plain } from './finding.ts';

const broken = (exit?: Finding['exit']): Finding => ({
  ...{ check: 'a', verdict: 'broken', title: plain('a'), found: plain('b') },
  ...(exit && { exit }),
});

it('exits for settings before upstreams before the rest, and not at all where nothing is broken', () => {
  expect(exitOf([{ ...broken('configuration'), verdict: 'look' }])).toBeUndefined();
  expect(exitOf([broken(), broken('upstream'), broken('configuration')])).toBe('configuration');
  expect(exitOf([broken(), broken('upstream')])).toBe('upstream');
  expect(exitOf([broken()])).toBe('failure');
});
