import { styles } from '../faces/cli/styles.ts';
import { type Launch, localCaller } from './launch.ts';

/** `maliang styles`: the operator's, in this machine's data folder. */
export async function runStyles(launch: Launch): Promise<void> {
  const { words, options } = launch.line;
  const app = launch.createApp({ mayBeVolatile: false });
  try {
    const caller = localCaller(launch, 'cli');
    await styles(words, { styles: app.styles, caller, json: options.json === true });
  } finally {
    await app.close(0);
  }
}
