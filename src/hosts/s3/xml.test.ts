import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapeXml, xmlText } from './xml.ts';

it('reads an element wherever it stands', () => {
  const xml =
    '<?xml version="1.0"?>\n<Error><Code>SlowDown</Code><Message>a &amp; b</Message></Error>';
  expect(xmlText(xml, 'Code')).toBe('SlowDown');
  expect(xmlText(xml, 'Message')).toBe('a & b');
  expect(xmlText(xml, 'Region')).toBeUndefined();
  expect(xmlText('<html><body>Code', 'Code')).toBeUndefined();
});

it.each([
  ['&quot;d41d8&quot;', '"d41d8"'],
  ['&#34;d41d8&#x22;', '"d41d8"'],
  ['&nope; &#x110000; &', '&nope; &#x110000; &'],
  ['', ''],
])('reads the entities of %j', (written, meant) => {
  expect(xmlText(`<ETag>${written}</ETag>`, 'ETag')).toBe(meant);
});

it('reads back what it has escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(xmlText(`<a>${escapeXml(text)}</a>`, 'a')).toBe(text);
    }),
  );
});
