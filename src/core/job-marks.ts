import type { Parts } from './parts.ts';
import type { JobMarks } from './queue.ts';

/** Makes the marks of one generation; neither ever rejects, since the picture is safe without them. */
export function createJobMarks(
  id: string,
  { store, logger, now }: Pick<Parts, 'store' | 'logger' | 'now'>,
): JobMarks {
  const writeOnce = (type: 'generation-answered' | 'generation-left') => {
    let writing: Promise<void> | undefined;
    return () => {
      writing ??= store.journal.append({ type, id, at: now() }).catch((cause: unknown) => {
        logger.warn({ generation: id, cause }, `${type} could not be recorded`);
      });
      return writing;
    };
  };
  return { answered: writeOnce('generation-answered'), left: writeOnce('generation-left') };
}
