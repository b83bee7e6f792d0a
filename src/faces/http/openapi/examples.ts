import type { Template } from '../../../core/template.ts';

/** A program that paints a picture, ready to be run. */
export interface Example {
  language: string;
  code: string;
}

/** What is painted in the examples. */
const prompt: Template = { en: 'a red fox in the snow', zh: '雪地里的红狐狸' };

/** The same picture by curl, Python and TypeScript, from the server at `origin`. */
export function createExamples(origin: string, locale: keyof Template): Example[] {
  const wish = prompt[locale];
  const curl = `curl ${origin}/v1/images/generations \\
  -H 'Authorization: Bearer YOUR_KEY' \\
  -H 'Content-Type: application/json' \\
  -d '{"prompt": "${wish}", "response_format": "url"}'`;
  const python = `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="YOUR_KEY")
answer = client.images.generate(prompt="${wish}", response_format="url")
print(answer.data[0].url)`;
  const typescript = `import OpenAI from 'openai';

const client = new OpenAI({ baseURL: '${origin}/v1', apiKey: 'YOUR_KEY' });
const answer = await client.images.generate({ prompt: '${wish}', response_format: 'url' });
console.log(answer.data?.[0]?.url);`;
  return [
    { language: 'curl', code: curl },
    { language: 'Python', code: python },
    { language: 'TypeScript', code: typescript },
  ];
}
