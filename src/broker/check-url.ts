import { isIP } from 'node:net';
import { RekeyError } from '../base/errors.ts';
import { isAddressAllowed, isAddressInAllowedNetwork } from './address-guard.ts';
import { bareHost, isHostAllowed, type EgressAllow } from './egress-allow.ts';
import { blockedAddress } from './guarded-lookup.ts';

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['https:', 443],
  ['http:', 80],
]);

/** A URL that may be requested. */
export interface CheckedUrl {
  readonly url: URL;
  /** The operator opened this host, so its name may resolve to intranet addresses. */
  readonly intranet: boolean;
}

/**
 * Refuses what can be judged before a connection: the scheme, userinfo and address literals in every spelling. Throws
 * EGRESS_INSECURE or EGRESS_BLOCKED_ADDRESS.
 */
export function checkUrl(target: string | URL, allow: EgressAllow): CheckedUrl {
  // The parser spells an address canonically: decimal, octal, hexadecimal and full-width digits end up the same.
  const url = URL.parse(String(target));
  const defaultPort = url ? DEFAULT_PORTS.get(url.protocol) : undefined;
  if (!url || defaultPort === undefined) throw insecure('is no https URL');
  if (url.username !== '' || url.password !== '') throw insecure('has a user name or password');
  const port = url.port === '' ? defaultPort : Number(url.port);
  const host = bareHost(url);
  const opened = isHostAllowed(allow, host, port);
  if (url.protocol !== 'https:' && !opened && !isAddressInAllowedNetwork(host, allow))
    throw insecure('is not https');
  // undici does not call the lookup for literals, so they are checked here.
  if (isIP(host) !== 0 && !opened && !isAddressAllowed(host, allow)) throw blockedAddress();
  return { url, intranet: opened };
}

function insecure(problem: string): RekeyError {
  return new RekeyError('EGRESS_INSECURE', `The address ${problem}, so the broker does not contact it.`);
}
