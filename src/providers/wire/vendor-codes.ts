/** What an error code of a vendor's own means for us. */
export type CodeMeaning = 'moderation' | 'key' | 'model' | 'quota' | 'rate';

/** A vendor's own error codes; one that is not listed is read by its part before the first dot. */
export type VendorCodes = Readonly<Record<string, CodeMeaning>>;

/** The meaning of a code such as `InputImageSensitiveContentDetected.PrivacyInformation`. */
export function meaningOf(
  code: string | undefined,
  codes: VendorCodes = {},
): CodeMeaning | undefined {
  if (code === undefined) return undefined;
  const [family = ''] = code.split('.');
  const known = [code, family].find((name) => Object.hasOwn(codes, name));
  return known === undefined ? undefined : codes[known];
}
