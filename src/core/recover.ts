import { type AdoptingHost, adoptSpools } from './adopt.ts';
import type { LeftSpool } from './asset-folder.ts';
import { retryLife } from './earlier.ts';
import { AppError, toAppError } from './errors.ts';
import type { Generation } from './generation.ts';
import { heldLease } from './held-lease.ts';
import { startJob } from './job.ts';
import { createJobMarks } from './job-marks.ts';
import type { Orphan } from './leases.ts';
import type { Parts } from './parts.ts';
import type { Provider } from './provider.ts';
import { rebuildPlan } from './rebuild-plan.ts';
import { record } from './record.ts';
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
  if (generation.state === 'accepted') return beginAnew(orphan, parts);
  const host = hostOf(orphan, parts);
  const adopted = await adoptSpools(generation, spools, host, parts);
  const known = { ...generation, assets: [...generation.assets, ...adopted] };
  const plan = known.assets.length < askedOf(known) && planToResume(orphan, parts);
  if (plan) startAgain(plan, known, parts);
  else await end(known, unknownOutcome(orphan), host, parts);
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
  const orphan: Orphan = { generation, host: '', rerun: 'never', taskId: undefined };
  const host = hostOf(orphan, parts);
  const adopted = await adoptSpools(generation, spools, host, parts);
  if (adopted.length === 0) return;
  const known = { ...generation, error: undefined, assets: [...generation.assets, ...adopted] };
  await end(known, unknownOutcome(orphan), host, parts);
}

async function beginAnew({ generation, rerun }: Orphan, parts: Parts): Promise<void> {
  const { owner, provider, createdAt } = generation;
  const isYoung = createdAt > parts.now() - retryLife;
  try {
    if (rerun === 'never' || (rerun === 'briefly' && !isYoung)) {
      throw new AppError('interrupted', { provider });
    }
    const key = owner.startsWith('key_') ? await parts.store.keys.find(owner) : undefined;
    startAgain(rebuildPlan(generation, key, parts), generation, parts);
  } catch (thrown) {
    await end(generation, toAppError(thrown), undefined, parts);
  }
}

/** As `Pipeline.begin` does with a new one, under the id it has. */
function startAgain(plan: Plan, generation: Generation, parts: Parts): void {
  const { id } = generation;
  const lease = heldLease(id, parts.store.ledger);
  const job = startJob(
    generation,
    (tools) =>
      parts.telemetry.watchGeneration(generation, undefined, () =>
        runGeneration({ plan, generation, lease, assetOrigin: '' }, parts, tools),
      ),
    createJobMarks(id, parts, (work) => work()),
  );
  parts.queue.add(job);
}

/** A plan that asks for what the upstream has made of its task; undefined where it cannot be asked. */
function planToResume({ generation, taskId, host }: Orphan, parts: Parts): Plan | undefined {
  if (taskId === undefined || generation.callerPaid) return undefined;
  try {
    const plan = rebuildPlan(generation, undefined, parts);
    const { n, partialImages, capability } = plan.request;
    // Of several calls only the last one's task is known.
    const calls = partialImages === undefined ? Math.ceil(n / capability.maxN) : n;
    if (calls > 1 || plan.host.name !== host) return undefined;
    const provider = resuming(plan.provider, taskId);
    return provider && { ...plan, provider };
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    parts.logger.warn({ generation: generation.id, code }, message);
    return undefined;
  }
}

function resuming(provider: Provider, taskId: string): Provider | undefined {
  const { resume } = provider;
  if (!resume) return undefined;
  return {
    ...provider,
    async generate(request, signal) {
      try {
        return await resume(taskId, request, signal);
      } catch (thrown) {
        const error = toAppError(thrown);
        throw error.details.spent === undefined ? error.with({ spent: 'maybe' }) : error;
      }
    },
  };
}

/** Writes how it ended, complete or with the reason why it is not. */
async function end(
  known: Generation,
  incomplete: AppError,
  host: AdoptingHost | undefined,
  parts: Parts,
): Promise<void> {
  const asked = askedOf(known);
  const error = known.assets.length < asked ? incomplete : undefined;
  const produced = { assets: known.assets, usage: known.usage, warnings: [] };
  const hostIsLocal = host !== undefined && isLocal(host, parts);
  const ending = { accepted: known, produced, error, asked, hostIsLocal };
  const lease = heldLease(known.id, parts.store.ledger);
  await record({ ...ending, request: priceOf(known, parts) }, lease, parts);
  const { id } = known;
  parts.logger.info({ generation: id, code: error?.code }, 'a generation left behind was ended');
}

function askedOf({ parameters: { n } }: Generation): number {
  return typeof n === 'number' ? n : 1;
}

function unknownOutcome({ generation: { provider }, taskId }: Orphan): AppError {
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
