import { compare } from '../faces/cli/compare.ts';
import { edit } from '../faces/cli/edit.ts';
import { generate } from '../faces/cli/generate.ts';
import { type Launch, localCaller } from './launch.ts';

const commands = { generate, edit, compare };

/** `maliang generate`, `maliang edit` and `maliang compare`: one picture, then gone. */
export async function runPaint(name: keyof typeof commands, launch: Launch): Promise<void> {
  const { line, environment } = launch;
  const app = launch.createApp({ mayBeVolatile: false });
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  process.once('SIGINT', interrupt);
  try {
    await commands[name](line.words, {
      app,
      caller: localCaller(launch, 'cli'),
      options: line.options,
      colour: !environment.NO_COLOR,
      signal: abort.signal,
    });
  } finally {
    process.off('SIGINT', interrupt);
    await app.close(launch.settings.drainSeconds);
  }
}
