import { setTimeout as sleep } from 'node:timers/promises';
import type { LeftSpool } from './asset-folder.ts';
import { retryLife } from './earlier.ts';
import { AppError, toAppError } from './errors.ts';
import type { Generation } from './generation.ts';
import type { Host } from './host.ts';
import { createJobMarks } from './job/job-marks.ts';
import { startJob } from './job.ts';
import type { Orphan } from './leases.ts';
import type { Parts } from './parts.ts';
import { readTaskIds, type TaskIds } from './produce/task-ids.ts';
import { longestPause } from './produce/wait-for-provider.ts';
import type { Provider } from './provider.ts';
import type { Job } from './queue.ts';
import { record } from './record.ts';
import { type AdoptingHost, adoptSpools } from './recover/adopt.ts';
import { heldLease } from './recover/held-lease.ts';
import { rebuildPlan } from './recover/rebuild-plan.ts';
import type { Plan } from './resolve.ts';
import { runGeneration } from './run-generation.ts';

/**
 * Goes on with a generation whose process died, from where its record says it stood: what was never
 * sent is begun anew or told as interrupted; of what was sent, whole images are kept and an upstream
 * that has a task is asked for it; what is left then is unknown for good, and nothing is sent twice.
 * `spools` are those that its process left for it.
 */
export async function recoverGeneration(
  orphan: Orphan,
  spools: readonly LeftSpool[],
  parts: Parts,
): Promise<void> {
  const { generation } = orphan;
  if (generation.state === 'accepted') return void (await beginClaimed(orphan, parts));
  const host = hostOf(orphan, parts);
  const adopted = await adoptSpools(generation, spools, host, parts);
  const known = { ...generation, assets: [...generation.assets, ...adopted] };
  const resumption = known.assets.length < askedOf(known) && planToResume(orphan, parts);
  if (resumption && !orphan.cancelled) return void startAgain(resumption.plan, known, parts);
  if (resumption) await stopTasks(resumption);
  await end(known, reasonToEnd(orphan), host, parts);
}

/**
 * Adds images to a generation that was given up before their bytes were found, as where its machine
 * was away; does nothing where none of them is whole.
 */
export async function addLateImages(
  generation: Generation,
  spools: readonly LeftSpool[],
  parts: Parts,
): Promise<void> {
  const late = { host: '', rerun: 'never', taskId: undefined, cancelled: false } as const;
  const orphan: Orphan = { generation, ...late };
  const host = hostOf(orphan, parts);
  const adopted = await adoptSpools(generation, spools, host, parts);
  if (adopted.length === 0) return;
  const known = { ...generation, error: undefined, assets: [...generation.assets, ...adopted] };
  await end(known, unknownOutcome(orphan), host, parts);
}

const recordsAway: readonly string[] = ['store_unreachable', 'store_unusable', 'store_unreadable'];

/**
 * Begins a generation that was never sent and that this process has the lease of; gives its job, or
 * undefined where it ended at once, because it was cancelled or cannot be begun. Rejects while the
 * records are away, or its provider is left alone and it can wait, and then it may be begun later.
 */
export async function beginClaimed(
  { generation, rerun, cancelled }: Orphan,
  parts: Parts,
): Promise<Job | undefined> {
  const { owner, provider, createdAt } = generation;
  const isYoung = createdAt > parts.now() - retryLife;
  try {
    if (cancelled) throw new AppError('cancelled', {});
    if (rerun === 'never' || (rerun === 'briefly' && !isYoung)) {
      throw new AppError('interrupted', { provider });
    }
    const key = owner.startsWith('key_') ? await parts.store.keys.find(owner) : undefined;
    return startAgain(rebuildPlan(generation, key, parts), generation, parts, rerun === 'always');
  } catch (thrown) {
    const error = toAppError(thrown);
    // That says nothing of the wish: whoever claimed it tries again.
    if (recordsAway.includes(error.code)) throw thrown;
    const mayWait = rerun === 'always' && createdAt + longestPause > parts.now();
    if (error.code === 'provider_paused' && mayWait) throw thrown;
    await end(generation, error, undefined, parts);
    return undefined;
  }
}

/** Ends a generation that was never sent as cancelled, and gives what was held for it back. */
export async function endCancelled({ generation }: Orphan, parts: Parts): Promise<Generation> {
  return end(generation, new AppError('cancelled', {}), undefined, parts);
}

/** As `Pipeline.begin` does with a new one, under the id it has. */
function startAgain(plan: Plan, generation: Generation, parts: Parts, isPatient = false): Job {
  const { id } = generation;
  const lease = heldLease(id, parts.store.ledger);
  const job = startJob(
    generation,
    (tools) =>
      parts.telemetry.watchGeneration(generation, undefined, () =>
        runGeneration({ plan, generation, lease, assetOrigin: '', isPatient }, parts, tools),
      ),
    createJobMarks(id, parts, (work) => work()),
  );
  parts.queue.add(job);
  return job;
}

/** A plan that asks for what the upstream has made of its tasks. */
interface Resumption {
  plan: Plan;
  tasks: TaskIds;
}

/** Undefined where the upstream cannot be asked. */
function planToResume({ generation, taskId, host }: Orphan, parts: Parts): Resumption | undefined {
  if (taskId === undefined || generation.callerPaid) return undefined;
  try {
    const plan = rebuildPlan(generation, undefined, parts);
    const { n, partialImages, capability } = plan.request;
    const calls = partialImages === undefined ? Math.ceil(n / capability.maxN) : n;
    const tasks = calls > 1 ? readTaskIds(taskId) : new Map([[0, taskId]]);
    const provider = tasks.size > 0 ? resuming(plan.provider, tasks) : undefined;
    const meant = host === '' || plan.host.name === host ? plan.host : formerHost(host);
    return provider && { plan: { ...plan, provider, host: meant }, tasks };
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    parts.logger.warn({ generation: generation.id, code }, message);
    return undefined;
  }
}

/** Asks for what is known to be there; a call whose task was never told brings nothing. */
function resuming(provider: Provider, tasks: TaskIds): Provider | undefined {
  const { resume } = provider;
  if (!resume) return undefined;
  return {
    ...provider,
    async generate(request, signal) {
      const taskId = tasks.get(request.first);
      if (taskId === undefined) return (async function* () {})();
      try {
        return await resume(taskId, request, signal);
      } catch (thrown) {
        const error = toAppError(thrown);
        throw error.details.spent === undefined ? error.with({ spent: 'maybe' }) : error;
      }
    },
  };
}

/** Stands for a host that is not the configured one any more: what was meant for it stays here. */
function formerHost(name: string): Host {
  const reason = { en: 'it is not the configured one any more.', zh: '它已不是所配置的图床。' };
  return {
    name,
    kind: 'former',
    local: false,
    put: () => Promise.reject(new AppError('host_rejected', { host: name, reason })),
  };
}

/** How long upstreams may take to stop, in milliseconds. */
const stopMs = 15_000;

/** Tells the upstream to stop, as whoever follows its tasks does when that is cancelled. */
async function stopTasks({ plan: { provider, request }, tasks }: Resumption): Promise<void> {
  const cancelled = AbortSignal.abort(new AppError('cancelled', {}));
  const stop = async (first: number) => {
    const asked = { ...request, first, onSend: async () => {} };
    for await (const _ of await provider.generate(asked, cancelled));
  };
  const stopped = Promise.allSettled([...tasks.keys()].map(stop));
  // It has been cancelled either way.
  await Promise.race([stopped, sleep(stopMs, undefined, { ref: false })]);
}

/** Writes how it ended, complete or with the reason why it is not. */
async function end(
  known: Generation,
  incomplete: AppError,
  host: AdoptingHost | undefined,
  parts: Parts,
): Promise<Generation> {
  const asked = askedOf(known);
  const error = known.assets.length < asked ? incomplete : undefined;
  const produced = { assets: known.assets, usage: known.usage, warnings: [] };
  const hostIsLocal = host !== undefined && isLocal(host, parts);
  const ending = { accepted: known, produced, error, asked, hostIsLocal };
  const lease = heldLease(known.id, parts.store.ledger);
  const { generation } = await record({ ...ending, request: priceOf(known, parts) }, lease, parts);
  parts.logger.info(
    { generation: known.id, code: error?.code },
    'a generation left behind was ended',
  );
  return generation;
}

function askedOf({ parameters: { n } }: Generation): number {
  return typeof n === 'number' ? n : 1;
}

function reasonToEnd(orphan: Orphan): AppError {
  return orphan.cancelled ? new AppError('cancelled', {}) : unknownOutcome(orphan);
}

function unknownOutcome({ generation: { provider }, taskId: tasks }: Orphan): AppError {
  const taskId = tasks?.replaceAll('\n', ', ');
  const reason =
    taskId === undefined
      ? { en: 'this server stopped meanwhile', zh: '本服务器中途停止' }
      : {
          en: `this server stopped meanwhile; the provider knows it as ${taskId}`,
          zh: `本服务器中途停止；服务商的任务编号为 ${taskId}`,
        };
  return new AppError('outcome_unknown', { provider, reason }, { spent: 'maybe' });
}

/** The host that was meant, if it is still the configured one; a caller's own is never asked again. */
function hostOf({ host }: Orphan, parts: Parts): AdoptingHost {
  const configured = configuredHost(parts);
  const name = host || (configured?.name ?? 'local');
  const isMeant = configured !== undefined && configured.name === name && !configured.local;
  return { name, nextAttemptAt: isMeant ? parts.now() : undefined };
}

function isLocal({ name }: AdoptingHost, parts: Parts): boolean {
  const configured = configuredHost(parts);
  return configured?.name === name && configured.local;
}

/** Undefined where the settings are only half of one. */
function configuredHost({ chooseHost }: Parts) {
  try {
    return chooseHost(undefined);
  } catch {
    return undefined;
  }
}

function priceOf({ provider, model, parameters }: Generation, { providers }: Parts) {
  const rows = providers.find(({ name }) => name === provider)?.models();
  const capability = rows?.find((row) => row.model === model);
  const { quality, size } = parameters;
  return (
    capability && {
      capability,
      quality: typeof quality === 'string' ? quality : undefined,
      size: typeof size === 'string' ? size : undefined,
    }
  );
}
