import type { Parts } from '../parts.ts';
import type { JobMarks } from '../queue.ts';

/** Does some work when every equal wish that came before has had its turn. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Makes the marks of one generation; neither ever rejects, since the picture is safe without them.
 * They take turns with equal wishes, which look for them: one that comes after the mark was made
 * finds it, however slow the disk is.
 */
export function createJobMarks(
  id: string,
  { store, logger, now }: Pick<Parts, 'store' | 'logger' | 'now'>,
  inTurn: InTurn,
): JobMarks {
  const writeOnce = (type: 'generation-answered' | 'generation-left') => {
    let writing: Promise<void> | undefined;
    return () => {
      const at = now();
      writing ??= inTurn(() => store.journal.append({ type, id, at })).catch((cause: unknown) => {
        logger.warn({ generation: id, cause }, `${type} could not be recorded`);
      });
      return writing;
    };
  };
  return { answered: writeOnce('generation-answered'), left: writeOnce('generation-left') };
}
