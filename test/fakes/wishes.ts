import type { Caller } from '../../src/core/caller.ts';
import type { Capability } from '../../src/core/capability.ts';
import type { GenerateRequest } from '../../src/core/generation.ts';
import type { ImageInput } from '../../src/core/image.ts';

/** A wish with every field, all unset but the prompt. */
export function testRequest(wishes: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    prompt: 'a fox in the snow, 雪中的狐狸',
    model: undefined,
    n: undefined,
    size: undefined,
    quality: undefined,
    background: undefined,
    outputFormat: undefined,
    outputCompression: undefined,
    moderation: undefined,
    inputFidelity: undefined,
    style: undefined,
    altText: undefined,
    tags: undefined,
    user: undefined,
    seed: undefined,
    partialImages: undefined,
    inputs: undefined,
    mask: undefined,
    markup: undefined,
    visibility: undefined,
    upstream: undefined,
    hosting: undefined,
    linkFirst: undefined,
    lenient: undefined,
    extra: undefined,
    ...wishes,
  };
}

/** The user of this machine, who may bring anything. */
export function testCaller(changes: Partial<Caller> = {}): Caller {
  return {
    id: 'local',
    key: undefined,
    face: 'http',
    locale: 'en',
    mayBringCredentials: true,
    rateKey: undefined,
    ratePerMinute: undefined,
    assetOrigin: 'http://here.test',
    ...changes,
  };
}

/** A model that can do everything, with a few named sizes and four images a call. */
export function testCapability(changes: Partial<Capability> = {}): Capability {
  return {
    model: 'brush-1',
    title: 'Brush',
    sizes: { named: ['auto', '1024x1024', '1536x1024'], free: undefined },
    qualities: ['low', 'high'],
    formats: ['png', 'jpeg'],
    backgrounds: ['auto', 'transparent'],
    maxN: 4,
    maxInputs: 2,
    mask: true,
    markup: true,
    stream: true,
    seed: true,
    moderation: true,
    inputFidelity: true,
    style: true,
    user: true,
    compression: true,
    passUnknown: true,
    price: undefined,
    verified: 'fixture',
    source: 'test/fakes',
    retired: undefined,
    ...changes,
  };
}

/** An image handed in, which counts how often it was freed. */
export function testInput(changes: Partial<ImageInput> = {}): ImageInput & { discarded: number } {
  const input = {
    fileName: 'in.png',
    mediaType: 'image/png',
    size: 3,
    sha256: 'ab'.repeat(32),
    width: 1,
    height: 1,
    fromDisk: false,
    discarded: 0,
    async *bytes() {
      yield Buffer.from('png');
    },
    async discard() {
      input.discarded += 1;
    },
    ...changes,
  };
  return input;
}
