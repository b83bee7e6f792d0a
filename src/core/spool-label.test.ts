import { expect, it } from 'vitest';
import { randomName } from '../kit/random-name.ts';
import { readSpoolLabel, writeSpoolLabel } from './spool-label.ts';

it('is read as it was written', () => {
  const label = { generationId: `gen_${randomName()}`, index: 12, stem: randomName() };
  expect(readSpoolLabel(writeSpoolLabel(label))).toEqual(label);
});

it('is not read into any other name', () => {
  for (const text of [
    '',
    randomName(),
    `gen_x.1.${randomName()}.png`,
    `../gen_x.1.${randomName()}`,
  ])
    expect(readSpoolLabel(text)).toBeUndefined();
});
