import { isWebhookAddress } from '../core/webhook.ts';
import { readWebhookSecret } from '../jobs/webhooks/signature.ts';
import { type AddressRange, parseAddressRange } from '../kit/address-range.ts';

/** How a setting's text becomes a value: `parse` returns undefined for text it cannot take. */
export interface Format<Value> {
  /** What is expected, as it stands in errors and docs. */
  expected: string;
  parse(text: string): Value | undefined;
}

/** Any text but the empty one. */
export const text: Format<string> = { expected: 'a text', parse: (value) => value || undefined };

/** A key, or several separated by commas. */
export const keys: Format<readonly string[]> = {
  expected: 'a key, or several separated by commas',
  parse: (value) => {
    const found = value.split(',').flatMap((part) => part.trim() || []);
    return found.length > 0 ? found : undefined;
  },
};

/** An integer within bounds, both included. */
export function integer(min: number, max: number): Format<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse: (value) => {
      const number = Number(value);
      return /^\d+$/.test(value) && number >= min && number <= max ? number : undefined;
    },
  };
}

/** `true` or `false`, with the usual other spellings. */
export const flag: Format<boolean> = {
  expected: 'true or false',
  parse: (value) => {
    if (/^(true|1|yes|on)$/i.test(value)) return true;
    if (/^(false|0|no|off)$/i.test(value)) return false;
    return undefined;
  },
};

/** One of a few words. */
export function choice<Word extends string>(...words: readonly Word[]): Format<Word> {
  return {
    expected: words.length > 1 ? `one of ${words.join(', ')}` : String(words[0]),
    parse: (value) => words.find((word) => word === value.toLowerCase()),
  };
}

/** An absolute http or https address, kept as it was written but for slashes at its end. */
export const address: Format<string> = {
  expected: 'an address such as https://example.com',
  parse: (value) => (isWebAddress(value) ? value.replace(/\/+$/, '') : undefined),
};

/** The address of a proxy; without a scheme it is meant as http, as other programs take it. */
export const proxy: Format<string> = {
  expected: 'an address such as http://proxy.example.com:3128',
  parse: (value) => {
    const whole = value.includes('://') ? value : `http://${value}`;
    return isWebAddress(whole) ? whole : undefined;
  },
};

/** Where webhooks go, kept as it was written. */
export const webhookAddress: Format<string> = {
  expected: 'an address such as https://example.com/hook',
  parse: (value) => (isWebhookAddress(value) ? value : undefined),
};

/** What webhooks are signed with, kept as it was written. */
export const webhookSecret: Format<string> = {
  expected: 'whsec_ and the base64 of 24 bytes or more, or any text of 24 characters or more',
  parse: (value) => (readWebhookSecret(value) ? value : undefined),
};

/** The address of a PostgreSQL database, kept as it was written. */
export const databaseAddress: Format<string> = {
  expected: 'an address such as postgres://user:password@host:5432/database',
  parse: (value) => (isDatabaseAddress(value) ? value : undefined),
};

/** A percent sign that begins no escape would only be noticed by whoever connects. */
function isDatabaseAddress(value: string): boolean {
  const wellFormed = /^postgres(?:ql)?:\/\/(?:[^%]|%[\da-f]{2})*$/i.test(value);
  return wellFormed && URL.canParse(value);
}

/** Origins separated by commas, each reduced to scheme, host and port. */
export const origins: Format<readonly string[]> = {
  expected: 'origins separated by commas, such as http://192.168.1.20:8188',
  parse: (value) => {
    const parts = value.split(',').flatMap((part) => part.trim() || []);
    return parts.every(isWebAddress) ? parts.map((part) => new URL(part).origin) : undefined;
  },
};

/** The name of a storage bucket, as one vendor or another allows it. */
export const bucketName: Format<string> = {
  expected: 'the name of a bucket, such as my-images',
  parse: (value) => (/^[A-Za-z\d][\w.-]{1,254}$/.test(value) ? value : undefined),
};

/** A folder within something else, given out without slashes at its ends. */
export const folderName: Format<string> = {
  expected: 'letters, digits and -_./ such as images/2026',
  parse: (value) => {
    const name = value.replace(/^\/+|\/+$/g, '');
    // A browser takes `..` out of an address, and would then look for something else.
    const plain = name.split('/').every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
    return plain ? name : undefined;
  },
};

/** An amount of US dollars to the millionth. */
export const dollars: Format<number> = {
  expected: 'an amount such as 0.04',
  parse: (value) => (/^\d{1,6}(?:\.\d{1,6})?$/.test(value) ? Number(value) : undefined),
};

/** Addresses and CIDR blocks separated by commas. */
export const addressRanges: Format<readonly AddressRange[]> = {
  expected: 'addresses or CIDR blocks separated by commas, such as 127.0.0.1, 10.0.0.0/8',
  parse: (value) => {
    const parts = value.split(',').flatMap((part) => part.trim() || []);
    const ranges = parts.flatMap((part) => parseAddressRange(part) ?? []);
    return ranges.length === parts.length ? ranges : undefined;
  },
};

function isWebAddress(value: string): boolean {
  return /^https?:\/\//i.test(value) && URL.canParse(value);
}

const byteUnits = new Map([
  ['KB', 1000],
  ['MB', 1000 ** 2],
  ['GB', 1000 ** 3],
  ['TB', 1000 ** 4],
  ['KIB', 1024],
  ['MIB', 1024 ** 2],
  ['GIB', 1024 ** 3],
  ['TIB', 1024 ** 4],
]);

/** A size with its unit, given out in bytes; a bare number could be meant as anything. */
export const byteSize: Format<number> = {
  expected: 'a size such as 20GB',
  parse: (value) => {
    const [, number, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?) ?([KMGT]i?B)$/i.exec(value) ?? [];
    const bytes = Math.floor(Number(number) * (byteUnits.get(unit.toUpperCase()) ?? 0));
    return bytes > 0 ? bytes : undefined;
  },
};
