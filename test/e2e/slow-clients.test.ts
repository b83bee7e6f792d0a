import { it } from 'vitest';
import { proveSlowClients } from './slow-clients.ts';

it('twenty slow connections of each shape hold nobody up and are all cut within 40 s', async () => {
  await proveSlowClients(20);
}, 60_000);
