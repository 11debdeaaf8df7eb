import { z } from 'zod';
import { seal, unseal, type Keys } from '../../base/keys.ts';
import { Secret } from '../../base/secret.ts';
import type { LeakedBeside } from '../../broker/broker.ts';

const Stored = z.tuple([z.array(z.tuple([z.string(), z.string()])), z.string().nullable()]);

const contextOf = (id: string): string => `${id}/beside`;

/** The parts as one text, for a seal or a digest: it holds their values. */
export function besideText({ registrationUri, ...parts }: LeakedBeside): Secret {
  const values = Object.entries(parts)
    .map(([name, part]): [string, string] => [name, part.reveal()])
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Secret(JSON.stringify([values, registrationUri ?? null]));
}

/** Seals the parts of a token cache to the row of a revocation. */
export function sealBeside(keys: Keys, beside: LeakedBeside, id: string): Buffer {
  return seal(keys, besideText(beside), contextOf(id));
}

/** The parts that a row holds. */
export function unsealBeside(keys: Keys, sealed: Uint8Array, id: string): LeakedBeside {
  const text = unseal(keys, sealed, contextOf(id)).reveal();
  const [values, registrationUri] = Stored.parse(JSON.parse(text));
  return {
    ...Object.fromEntries(values.map(([name, value]) => [name, new Secret(value)])),
    ...(registrationUri === null ? {} : { registrationUri }),
  };
}
