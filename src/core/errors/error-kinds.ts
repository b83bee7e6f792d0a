/** What the rows about something wrong in a request share. */
export const badInput = {
  status: 400,
  type: 'invalid_request_error',
  retryable: false,
  exit: 'usage',
} as const;

/** What the rows about something wrong in the settings share. */
export const misconfigured = {
  status: 400,
  type: 'invalid_request_error',
  retryable: false,
  exit: 'configuration',
} as const;

/** What the rows about somebody else's failure share. */
export const upstream = {
  status: 502,
  type: 'upstream_error',
  retryable: false,
  exit: 'upstream',
} as const;
