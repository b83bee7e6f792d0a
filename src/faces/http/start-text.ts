/** `GET /` for who does not read HTML: what this is and how to paint the first picture. */
export function startText(origin: string): string {
  return `Maliang 马良
A prompt in, a lasting image URL out. This server is running.
输入提示词，得到长久有效的图片链接。服务器已在运行。

curl ${origin}/v1/images/generations \\
  -H 'Content-Type: application/json' \\
  -d '{"prompt":"a red fox in the snow","response_format":"url"}'

Page:       ${origin}/
MCP:        ${origin}/mcp
OpenAI SDK: base_url=${origin}/v1
Models:     ${origin}/v1/models
`;
}
