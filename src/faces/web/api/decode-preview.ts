/** A preview as it was sent, as a picture. */
export function decodePreview(told: { b64_json?: string; output_format?: string }): Blob {
  const { b64_json: base64 = '', output_format: format = 'png' } = told;
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return new Blob([bytes], { type: `image/${format}` });
}
