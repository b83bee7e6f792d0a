import { AppError } from '../../core/errors.ts';
import type { Json } from '../../core/generation.ts';
import type { ProviderEvent, ProviderRequest } from '../../core/provider.ts';
import { parseSize } from '../../core/size.ts';
import { type Warning, warning } from '../../core/warnings.ts';
import type { Pauses } from '../polling/pauses.ts';
import { askUpstream } from '../wire/ask.ts';
import { callContext, callUpstream, once, type Upstream } from '../wire/call.ts';
import { listOf, recordOf, textOf } from '../wire/json-value.ts';
import { readPaidJson } from '../wire/paid-json.ts';
import { followPrompt } from './follow-prompt.ts';
import { choicesOf } from './node-errors.ts';
import { openProgressLine } from './progress-line.ts';
import { stopPrompt } from './prompt-task.ts';
import { loadName, sendImage, sendMask } from './send-images.ts';
import type { WorkflowShelf } from './shelf.ts';
import { fillSlots } from './slots.ts';
import type { Workflow } from './workflow.ts';

/** What is rolled for each prompt. */
export interface Dice {
  /** An id for the prompt, a UUID. */
  id(): string;
  seed(): number;
}

interface PainterOptions {
  upstream: Upstream;
  shelf: WorkflowShelf;
  pauses: Pauses;
  dice: Dice;
}

/** Paints by handing a filled graph over, and goes on with what was handed over before. */
export function createComfyPainter({ upstream, shelf, pauses, dice }: PainterOptions) {
  async function paint(
    request: ProviderRequest,
    signal: AbortSignal,
  ): Promise<AsyncIterable<ProviderEvent>> {
    const { model } = request;
    const context = callContext(upstream, model);
    const { workflow, checkpoint } = shelf.pick(request);
    const seed = request.seed ?? dice.seed();
    const values = await wishes(request, workflow, upstream, signal);
    values.seed = seed;
    const needsCheckpoint = workflow.slots.some(({ names }) => names.includes('checkpoint'));
    if (needsCheckpoint && values.checkpoint === undefined) {
      values.checkpoint = checkpoint ?? (await firstCheckpoint(upstream, model, signal));
    }
    const id = dice.id();
    const graph = fillSlots(workflow.graph, workflow.slots, values);
    const line = await openProgressLine(upstream, id, signal);
    try {
      const body = JSON.stringify({
        prompt: graph,
        client_id: id,
        prompt_id: id,
        ...(request.partialImages ? { extra_data: { preview_method: 'auto' } } : {}),
      });
      const build = () => ({
        path: '/prompt',
        contentType: 'application/json',
        body,
        contentLength: undefined,
        streams: false,
      });
      const answer = await callUpstream(upstream, model, build, once(request.onSend), signal);
      const told = textOf(recordOf(await readPaidJson(answer, context))?.prompt_id);
      if (told === undefined) {
        const values = { provider: upstream.name, reason: 'its answer names no prompt' };
        throw new AppError('outcome_unknown', values, { spent: 'maybe' });
      }
      const hasSeed = workflow.slots.some(({ names }) => names.includes('seed'));
      const warnings = unsaid(request, workflow);
      return followPrompt({
        ...{ id: told, isNew: true, upstream, context, request, line, pauses, signal, warnings },
        seed: hasSeed ? seed : undefined,
      });
    } catch (thrown) {
      line.close();
      // Newer versions take our id, so that what was not answered yet can be stopped by it.
      if (signal.aborted)
        void stopPrompt(id, { upstream, context }, AbortSignal.timeout(5000)).catch(
          () => undefined,
        );
      throw thrown;
    }
  }

  async function resume(id: string, request: ProviderRequest, signal: AbortSignal) {
    const context = callContext(upstream, request.model);
    const line = await openProgressLine(upstream, id, signal);
    const isNew = false;
    const known = { seed: request.seed, warnings: [] };
    return followPrompt({ id, isNew, upstream, context, request, line, pauses, signal, ...known });
  }

  return { paint, resume };
}

/** What is wished, by the names of placeholders; images are handed over on the way. */
async function wishes(
  request: ProviderRequest,
  workflow: Workflow,
  upstream: Upstream,
  signal: AbortSignal,
): Promise<Record<string, Json | undefined>> {
  const { prompt, size, inputs = [], mask, extra = {} } = request;
  const pixels = size === undefined ? undefined : parseSize(size);
  const values: Record<string, Json | undefined> = {
    ...extra,
    prompt,
    ...(pixels ? { width: pixels.width, height: pixels.height } : {}),
  };
  const names = new Set(workflow.slots.flatMap((slot) => slot.names));
  for (const [at, input] of inputs.entries()) {
    let sent = await sendImage(upstream, input, signal);
    if (at === 0 && mask && workflow.maskInImage && !names.has('mask')) {
      sent = await sendMask(upstream, mask, sent, signal);
    }
    values[at === 0 ? 'image' : `image${at + 1}`] = loadName(sent);
  }
  if (mask && names.has('mask')) values.mask = loadName(await sendImage(upstream, mask, signal));
  return values;
}

/** What has no place in this graph; the core knows the rest from the model's row. */
function unsaid({ extra = {}, size, model }: ProviderRequest, { slots }: Workflow): Warning[] {
  const names = new Set(slots.flatMap((slot) => slot.names));
  const left = Object.keys(extra).filter((param) => !names.has(param));
  if (size !== undefined && !names.has('width')) left.push('size');
  return left.map((param) => warning('parameter_dropped', { param, model }));
}

async function firstCheckpoint(
  upstream: Upstream,
  model: string,
  signal: AbortSignal,
): Promise<string> {
  const url = '/object_info/CheckpointLoaderSimple';
  const context = callContext(upstream, model);
  const json = await askUpstream(upstream, { method: 'GET', url }, context, signal);
  const inputs = recordOf(recordOf(recordOf(json)?.CheckpointLoaderSimple)?.input);
  const [first] = choicesOf(listOf(recordOf(inputs?.required)?.ckpt_name));
  if (first !== undefined) return first;
  throw new AppError('workflow_unusable', {
    workflow: { en: 'built-in workflow', zh: '内置工作流' },
    reason: {
      en: 'this ComfyUI has no checkpoint in models/checkpoints',
      zh: '此 ComfyUI 的 models/checkpoints 中没有模型',
    },
  });
}
