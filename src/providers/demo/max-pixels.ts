/** The most pixels a picture may have, painted or handed in. */
export const maxPixels = 16_777_216;
