import type { Parts } from '../parts.ts';
import type { JobMarks } from '../queue.ts';

/** Does some work at once, which equal wishes that come later wait for. */
export type AheadOfTwins = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Makes the marks of one generation; neither ever rejects, since the picture is safe without them.
 * Equal wishes look for them, and one that comes after a mark was made waits until it can be found,
 * however slow the disk is. Marks do not wait for each other, so that they share a commit.
 */
export function createJobMarks(
  id: string,
  { store, logger, now }: Pick<Parts, 'store' | 'logger' | 'now'>,
  aheadOfTwins: AheadOfTwins,
): JobMarks {
  const writeOnce = (type: 'generation-answered' | 'generation-left') => {
    let writing: Promise<void> | undefined;
    return () => {
      const at = now();
      writing ??= aheadOfTwins(() => store.journal.append({ type, id, at })).catch(
        (cause: unknown) => {
          logger.warn({ generation: id, cause }, `${type} could not be recorded`);
        },
      );
      return writing;
    };
  };
  return { answered: writeOnce('generation-answered'), left: writeOnce('generation-left') };
}
