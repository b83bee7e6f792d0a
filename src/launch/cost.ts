import { reportSpending } from '../core/cost/spending.ts';
import { cost } from '../faces/cli/cost.ts';
import { type Launch, localCaller } from './launch.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** `maliang cost`: what this machine's records say was paid, beside a running server or without one. */
export async function runCost(launch: Launch): Promise<void> {
  const { words, options, costOptions } = launch.line;
  const app = launch.createApp({ mayBeVolatile: false });
  const report: Parameters<typeof cost>[1]['report'] = (groupBy, days) => {
    const until = Date.now() + 1;
    const since = until - days * dayMilliseconds;
    return reportSpending({ groupBy, since, until }, localCaller(launch, 'cli'), app.store);
  };
  try {
    const json = options.json === true;
    await cost(words, { report, options: costOptions, json, locale: launch.locale });
  } finally {
    await app.close(0);
  }
}
