import { it } from 'vitest';
import { proveSlowClients } from '../e2e/slow-clients.ts';

it('five hundred slow connections of each shape hold nobody up and are all cut within 40 s', async () => {
  await proveSlowClients(500);
}, 120_000);
