import type { Capability } from '../core/capability.ts';
import type { Provider, ProviderRequest } from '../core/provider.ts';
import { openaiModels } from './openai/capabilities.ts';
import { paintPictures } from './openai/paint-pictures.ts';
import { paintRequest } from './openai/request.ts';
import { permissiveCapability } from './table/permissive-capability.ts';
import type { ProviderKind } from './table/provider-kind.ts';
import { askStatus } from './wire/ask-status.ts';
import type { PaintRequest } from './wire/call.ts';
import { createUpstream, type RemoteOptions } from './wire/remote-options.ts';
import type { VendorCodes } from './wire/vendor-codes.ts';

/** Images of an Azure OpenAI resource; a model's name is that of its deployment. */
export const azureKind: ProviderKind = {
  kind: 'azure',
  title: { en: 'Azure OpenAI', zh: 'Azure OpenAI' },
  key: { env: 'AZURE_OPENAI_API_KEY' },
  address: { env: 'AZURE_OPENAI_ENDPOINT', example: 'https://my-resource.openai.azure.com' },
  extraSettings: [
    {
      env: 'AZURE_OPENAI_API_VERSION',
      about: {
        en: 'The `api-version` of every request to Azure OpenAI.',
        zh: '发给 Azure OpenAI 的每个请求所带的 `api-version`。',
      },
      default: '2025-04-01-preview',
    },
    {
      env: 'AZURE_OPENAI_DEPLOYMENTS',
      about: {
        en: 'Your image deployments on Azure OpenAI, separated by commas, the default first.',
        zh: '你在 Azure OpenAI 上的图像部署名，用逗号分隔，第一个为默认。',
      },
      default: 'gpt-image-2',
    },
  ],
  docs: {
    sources: [
      'learn.microsoft.com/azure/ai-services/openai/how-to/dall-e',
      'github.com/openai/openai-python/pull/2371',
    ],
    verified: 'reported',
    asOf: '2026-11-20',
  },
  create: azureProvider,
};

/** The code of its filters, beside OpenAI's own; and that of a deployment that is not there. */
const codes: VendorCodes = { contentFilter: 'moderation', DeploymentNotFound: 'model' };

/** What the Azure provider is made of. */
export interface AzureOptions extends RemoteOptions {
  /** The values of its own settings under their environment names. */
  extra?: Readonly<Record<string, string>>;
}

/**
 * OpenAI's wire under a deployment's path, with the key in a header of its own; its address is the
 * resource's endpoint, with or without `/openai`.
 */
export function azureProvider(options: AzureOptions): Provider {
  const { extra = {} } = options;
  const base = `${options.baseUrl.replace(/\/+$/, '').replace(/\/openai(?:\/v1)?$/, '')}/openai`;
  const query = `?api-version=${encodeURIComponent(extra.AZURE_OPENAI_API_VERSION ?? '2025-04-01-preview')}`;
  const models = deployments(extra.AZURE_OPENAI_DEPLOYMENTS ?? 'gpt-image-2');
  const authorize = (key: string) => ({ 'api-key': key });
  const upstream = createUpstream(options, { base, codes, authorize });
  return {
    name: options.name,
    kind: 'azure',
    origin: new URL(base).origin,
    models: () => models,
    defaultModel: models[0]?.model ?? 'gpt-image-2',
    permissive: permissiveCapability('gpt-image-2'),
    generate(request, signal) {
      const build = () => underDeployment(request, query);
      return paintPictures(upstream, { build }, request, signal);
    },
    status: (signal) => askStatus(upstream, `${base}/models${query}`, signal),
  };
}

/** What is painted behind a name is known where the deployment is called as its model. */
function deployments(list: string): readonly Capability[] {
  const names = list.split(',').flatMap((text) => text.trim() || []);
  return names.map((model) => {
    const known = openaiModels.find((row) => row.model === model);
    // Its prices are Azure's own, by region and contract.
    return { ...(known ?? permissiveCapability(model)), price: undefined };
  });
}

/** All that it deploys are GPT image models, which take no `response_format`. */
function underDeployment(request: ProviderRequest, query: string): PaintRequest {
  const paint = paintRequest(request, false);
  const deployment = encodeURIComponent(request.model);
  return { ...paint, path: `/deployments/${deployment}${paint.path}${query}` };
}
