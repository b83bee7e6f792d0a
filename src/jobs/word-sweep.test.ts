import { expect, it } from 'vitest';
import { createTestParts } from '../../test/fakes/parts.ts';
import { createWordSweep } from './word-sweep.ts';

function createLogger() {
  const said: string[] = [];
  const log = (_: object, message: string) => void said.push(message);
  return { said, logger: { debug: log, info: log, warn: log, error: log } };
}

it('goes on until nothing is left, and says that there was something', async () => {
  const { said, logger } = createLogger();
  const { store } = createTestParts();
  const left = [50, 50, 7, 0];
  const sweep = createWordSweep({
    store: { ...store, indexWords: async () => left.shift() ?? 0 },
    logger,
  });
  sweep.start();
  await expect.poll(() => said).toEqual(['the index of words has taken more in']);
  expect(left).toEqual([]);
  await sweep.stop();
});

it('says nothing where nothing is left, and warns where it fails', async () => {
  const { said, logger } = createLogger();
  const { store } = createTestParts();
  const quiet = createWordSweep({ store, logger });
  quiet.start();
  await quiet.stop();
  expect(said).toEqual([]);
  const indexWords = () => Promise.reject(new Error('the disk is gone'));
  const failing = createWordSweep({ store: { ...store, indexWords }, logger });
  failing.start();
  await expect.poll(() => said).toEqual(['the index of words could not be filled']);
  await failing.stop();
});

it('takes many new generations in together, a moment after the first of them', async () => {
  const { logger } = createLogger();
  const { store } = createTestParts();
  let asked = 0;
  const indexWords = async () => {
    asked += 1;
    return 0;
  };
  const sweep = createWordSweep({ store: { ...store, indexWords }, logger });
  sweep.listen();
  store.signals.send({ type: 'ended', id: 'gen_old' });
  for (let id = 0; id < 100; id += 1) store.signals.send({ type: 'begun', id: `gen_${id}` });
  expect(asked).toBe(0);
  await expect.poll(() => asked, { timeout: 5_000 }).toBe(1);
  store.signals.send({ type: 'begun', id: 'gen_late' });
  await expect.poll(() => asked, { timeout: 5_000 }).toBe(2);
  await sweep.stop();
});

it('stops between two batches, and begins none after that', async () => {
  const { logger } = createLogger();
  const { store } = createTestParts();
  let asked = 0;
  const indexWords = async () => {
    asked += 1;
    return 50;
  };
  const sweep = createWordSweep({ store: { ...store, indexWords }, logger });
  sweep.start();
  await expect.poll(() => asked).toBeGreaterThan(2);
  await sweep.stop();
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(asked).toBe(before);
});
