/** What our JSON answers may hold; a test reads what it asked for. */
export interface WireAnswer {
  created: number;
  size: string;
  output_format: string;
  data: { id: string; url: string; b64_json: string; revised_prompt: string }[];
  maliang: { id: string; warnings: { code: string; message: string }[] };
  /** Of `/v1`. */
  error: { code: string; message: string; type: string; param: string | null };
  /** Of the older route. */
  images: string[];
  revised_prompts: string[];
}

/** POSTs JSON, or a text as it is, and reads the answer as JSON. */
export async function postJson(url: string, body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const json = (await answer.json()) as WireAnswer;
  return { status: answer.status, headers: answer.headers, json };
}
