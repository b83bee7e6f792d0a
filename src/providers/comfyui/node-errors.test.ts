import { describe, expect, it } from 'vitest';
import { executionError, readNodeErrors } from './node-errors.ts';

const refused = (errors: unknown[]) =>
  JSON.stringify({
    error: {
      type: 'prompt_outputs_failed_validation',
      message: 'Prompt outputs failed validation',
    },
    node_errors: { '4': { class_type: 'Loader', errors } },
  });
const list = (details: string, input_config: unknown) => ({
  type: 'value_not_in_list',
  message: 'Value not in list',
  details,
  extra_info: { input_name: 'name', received_value: 'x', input_config },
});

describe('readNodeErrors', () => {
  it.each([
    [list("name: 'x' not in ['a']", [['a'], {}]), 'this ComfyUI has no name "x", it has a'],
    [list("name: 'x' not in ['a']", ['COMBO', { options: ['a'] }]), 'has no name "x", it has a'],
    [list("name: 'x' not in []", [[], {}]), 'has no name "x", and no other either'],
    [list("name: 'x' not in (list of length 42)", null), 'has no name "x", but 42 others'],
    [
      { type: 'required_input_missing', details: 'clip', extra_info: { input_name: 'clip' } },
      'nothing is connected to clip',
    ],
    [
      {
        type: 'value_bigger_than_max',
        details: 'steps',
        extra_info: { input_name: 'steps', received_value: 99999 },
      },
      'steps 99999 is too large',
    ],
    [
      {
        type: 'custom_validation_failed',
        message: 'Custom validation failed',
        details: 'image - a.png',
      },
      'Custom validation failed: image - a.png',
    ],
  ])('says %j in plain words', (error, words) => {
    const { message, json } = readNodeErrors(refused([error]));
    expect(message).toContain(`Loader (node 4): `);
    expect(message).toContain(words);
    expect(json).toBe(true);
  });

  it('tells the first three of many, and how many more there are', () => {
    const errors = Array.from({ length: 5 }, () => list("name: 'x' not in []", [[], {}]));
    expect(readNodeErrors(refused(errors)).message).toMatch(/; and 2 more$/);
  });

  it('leaves what is none of these as it is', () => {
    expect(readNodeErrors('<html>502</html>')).toMatchObject({ json: false });
    expect(readNodeErrors('{"error":"no prompt","node_errors":[]}').message).toBe('no prompt');
  });
});

describe('executionError', () => {
  it('knows a run that somebody stopped from one that failed, and from one that did not', () => {
    expect(executionError([['execution_interrupted', {}]])?.code).toBe('interrupted');
    const failed = [
      ['execution_error', { node_id: '3', node_type: 'K', exception_message: 'oom\n' }],
    ];
    expect(executionError(failed)?.message).toBe('K (node 3): oom');
    expect(executionError([['execution_start', {}], 'odd'])).toBeUndefined();
  });
});
