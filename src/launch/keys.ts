import { keys } from '../faces/cli/keys.ts';
import type { Launch } from './launch.ts';

/** `maliang keys`: the operator of this machine's data folder, beside a running server or without one. */
export async function runKeys(launch: Launch): Promise<void> {
  const { words, options, keyOptions } = launch.line;
  const app = launch.createApp({ mayBeVolatile: false });
  try {
    const json = options.json === true;
    await keys(words, { keyring: app.keys, options: keyOptions, json, locale: launch.locale });
  } finally {
    await app.close(0);
  }
}
