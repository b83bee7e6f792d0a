import * as z from 'zod/v4';

/** Answers that tell of lists of generations by their ids. */
export const listAnswers = <Image extends z.ZodType>(image: Image) => ({
  GenerationIds: z.object({
    object: z.literal('list'),
    data: z.array(z.string()),
    has_more: z.boolean(),
  }),
  Removals: z.object({
    object: z.literal('removals'),
    deleted: z.int(),
    images_deleted: z.int(),
    under_way: z.array(z.string()).describe('What has not ended, and stays.'),
    left_at_host: z.array(z.string()),
    errors: z.array(z.object({ id: z.string(), code: z.string() })),
  }),
  Favourites: z.object({
    object: z.literal('favourites'),
    data: z.array(image),
    errors: z.array(z.object({ id: z.string(), code: z.string() })),
  }),
});

/** How an image stands with its host. */
export const hosting = z
  .object({
    state: z.enum(['here', 'hosted', 'waiting', 'refused']),
    host: z.string(),
    attempts: z.int(),
    next_attempt_at: z.int().nullable().describe('Seconds since 1970.'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .describe('Told only of a generation that is asked for by itself.');
