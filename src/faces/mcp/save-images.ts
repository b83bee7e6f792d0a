import { extname } from 'node:path';
import { AppError, toAppError } from '../../core/errors.ts';
import type { Generation } from '../../core/generation.ts';
import type { Job } from '../../core/queue.ts';
import { type Warning, warning, warningText } from '../../core/warnings.ts';
import type { ToolCall } from './tool.ts';

/** Where pictures were saved, by the ids of their assets, and which were not. */
export interface Saved {
  savedAs: Map<string, string>;
  warnings: Warning[];
}

/** Saves every picture of a job when it has ended, however long after the answer that is. */
export async function saveImages(job: Job, call: ToolCall): Promise<Saved> {
  const { assets }: Generation = await job.done;
  const { app } = call.options;
  const name = `generated_image_${Math.floor(Date.now() / 1000)}`;
  const savedAs = new Map<string, string>();
  const warnings: Warning[] = [];
  for (const asset of assets) {
    try {
      const file = await app.assets.open(asset.name);
      if (!file) throw new AppError('not_found', { what: asset.name, hint: 'Its file is gone.' });
      const ending = extname(asset.name).slice(1);
      savedAs.set(asset.id, await app.saveFolder.save(name, ending, file.bytes()));
    } catch (thrown) {
      const failed = warning('save_failed', {
        reason: toAppError(thrown).text(call.caller.locale),
      });
      app.logger.warn({ asset: asset.id }, warningText(failed, 'en'));
      warnings.push(failed);
    }
  }
  return { savedAs, warnings };
}
