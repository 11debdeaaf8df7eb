import { lookup as systemLookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { RekeyError } from '../base/errors.ts';
import { isAddressAllowed } from './address-guard.ts';
import type { EgressAllow } from './egress-allow.ts';

type Addresses = readonly { readonly address: string; readonly family: number }[];

/** Resolves a host name to all its addresses. */
export type ResolveHost = (hostname: string) => Promise<Addresses>;

/** The system's resolver, in the order that it gives. */
export const resolveWithSystem: ResolveHost = (hostname) =>
  systemLookup(hostname, { all: true, order: 'verbatim' });

/**
 * The lookup that the socket itself uses, so that the checked address is the address connected to and a name that
 * changes its answer (DNS rebinding) gains nothing. One refused address among many refuses the name: a mixed answer
 * is an attack or a mistake, never a service we should send a credential to.
 */
export function createGuardedLookup(
  resolve: ResolveHost,
  allow: EgressAllow,
  options: { readonly intranet: boolean },
): LookupFunction {
  const resolveChecked = callbackify(async (hostname: string): Promise<Addresses> => {
    const addresses = await resolve(hostname).catch(() => {
      throw new RekeyError('EGRESS_FAILED', 'The host name could not be resolved.');
    });
    if (addresses.length === 0) throw new RekeyError('EGRESS_FAILED', 'The host name has no address.');
    if (!addresses.every(({ address }) => isAddressAllowed(address, allow, options))) throw blockedAddress();
    return addresses;
  });
  return (hostname, lookupOptions, callback) => {
    resolveChecked(hostname, (error, addresses) => {
      if (error) return callback(error, '');
      if (lookupOptions.all) return callback(null, [...addresses]);
      return callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
  };
}

/** The refusal of an address, for literals and for resolved names alike. */
export function blockedAddress(): RekeyError {
  return new RekeyError(
    'EGRESS_BLOCKED_ADDRESS',
    'The host has an address that the broker does not contact (private, loopback, link-local or reserved). ' +
      'If it is yours, list the host or its network in EGRESS_ALLOW.',
  );
}
