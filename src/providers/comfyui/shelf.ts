import type { Capability } from '../../core/capability.ts';
import { AppError } from '../../core/errors.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { builtInModel, builtInWorkflow } from './built-in.ts';
import { builtInCapability, workflowCapability } from './capabilities.ts';
import { readWorkflows } from './read-workflows.ts';
import type { Workflow } from './workflow.ts';

/** The workflows there are. */
export interface WorkflowShelf {
  rows: readonly Capability[];
  /** For names that are none of them. */
  permissive: Capability | undefined;
  /** The one for a request, and the checkpoint that was named in place of a workflow. */
  pick(request: ProviderRequest): { workflow: Workflow; checkpoint: string | undefined };
}

/** The operator's workflows, or without any the built-in ones; throws `workflow_unusable`. */
export function createShelf(path: string | undefined): WorkflowShelf {
  if (path === undefined || path === '') return builtInShelf;
  const workflows = readWorkflows(path);
  return {
    rows: workflows.map(workflowCapability),
    permissive: undefined,
    pick({ model }) {
      const workflow = workflows.find(({ name }) => name === model);
      if (workflow) return { workflow, checkpoint: undefined };
      const models = workflows.map(({ name }) => name).join(', ');
      throw new AppError('model_not_found', { model, models }, { param: 'model' });
    },
  };
}

/** Any other name is a checkpoint's. */
const builtInShelf: WorkflowShelf = {
  rows: [builtInCapability],
  permissive: builtInCapability,
  pick: ({ model, inputs = [], mask }) => ({
    workflow: builtInWorkflow({ image: inputs.length > 0, mask: mask !== undefined }),
    checkpoint: model === builtInModel ? undefined : model,
  }),
};
