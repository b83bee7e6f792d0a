/** `GET /`: says what this is and how to paint the first picture; no script, nothing from elsewhere. */
export function startPage(origin: string): string {
  const request = `curl ${origin}/v1/images/generations \\
  -H 'Content-Type: application/json' \\
  -d '{"prompt":"a red fox in the snow","response_format":"url"}'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Maliang 马良</title><style>
:root{color-scheme:light dark}body{font:17px/1.6 system-ui,sans-serif;max-width:42rem;margin:12vh auto;padding:0 1.5rem}
h1{font-weight:600;letter-spacing:-.02em}pre{padding:1rem 1.25rem;border-radius:.75rem;background:color-mix(in srgb,currentColor 8%,transparent);overflow:auto;font-size:.85em}
p.zh{opacity:.75}</style></head><body>
<h1>Maliang <span lang="zh">马良</span></h1>
<p>A prompt in, a lasting image URL out. This server is running.</p>
<p class="zh" lang="zh">输入提示词，得到长久有效的图片链接。服务器已在运行。</p>
<pre>${request}</pre>
<p>MCP: <code>${origin}/mcp</code> · OpenAI SDK: <code>base_url=${origin}/v1</code> · <a href="/v1/models">models</a> · <a href="/healthz">health</a></p>
</body></html>`;
}
