/** How a model is asked to paint. */
export interface DashScopeRoute {
  /** Below `/api/v1`. */
  path: string;
  /** Whether it answers with a task, to be asked for later. */
  isTask: boolean;
  /** Where the prompt stands: in a message, with the images of an edit, or alone. */
  form: 'messages' | 'prompt';
  /** Wan reads the prompt before the images, Qwen after them. */
  promptFirst: boolean;
}

/**
 * Qwen-Image, Z-Image and Wan 2.6 answer with their pictures; Wan 2.7 takes the same body and answers
 * with a task where it is asked to, which a restart can pick up; what is older knows tasks only
 * (help.aliyun.com/zh/model-studio: qwen-image-api, wan-image-generation-and-editing-api-reference,
 * text-to-image-v2-api-reference).
 */
export function routeOf(model: string): DashScopeRoute {
  const promptFirst = model.startsWith('wan');
  if (/^(?:wanx|wan2\.[0-5]|flux|stable-diffusion)/.test(model)) {
    const path = '/services/aigc/text2image/image-synthesis';
    return { path, isTask: true, form: 'prompt', promptFirst };
  }
  const isTask = promptFirst && model !== 'wan2.6-t2i';
  const path = isTask
    ? '/services/aigc/image-generation/generation'
    : '/services/aigc/multimodal-generation/generation';
  return { path, isTask, form: 'messages', promptFirst };
}
