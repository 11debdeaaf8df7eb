import ipaddr from 'ipaddr.js';
import type { EgressAllow } from './egress-allow.ts';

/**
 * Public addresses that are served by the host machine of a cloud, like a metadata service: Azure's wire server,
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
const HOST_SERVICES = new Set(['168.63.129.16']);

/** https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Ranges of an intranet. A host name that the operator allows may resolve to these, but never to link-local ones. */
const INTRANET_RANGES = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

/**
 * True when the broker may connect to this address. Everything that is not global unicast is refused: private,
 * loopback, link-local (metadata services), shared, multicast, unspecified, documentation, and every IPv6 form that
 * carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo), whatever the carried address is.
 * Source of the ranges: https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6 sister.
 *
 * @param address an IPv4 or IPv6 literal without brackets; anything else is refused
 * @param options.intranet the host name was allowed by the operator, so intranet ranges are open to it
 */
export function isAddressAllowed(
  address: string,
  allow: EgressAllow,
  options: { readonly intranet: boolean } = { intranet: false },
): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (isInNetworks(parsed, allow)) return true;
  const range = parsed.range();
  if (options.intranet && INTRANET_RANGES.has(range)) return true;
  return range === 'unicast' && isGlobal(parsed) && !HOST_SERVICES.has(parsed.toString());
}

/** True when the operator allowed the network that this address literal belongs to. */
export function isAddressInAllowedNetwork(address: string, allow: EgressAllow): boolean {
  return ipaddr.isValid(address) && isInNetworks(ipaddr.parse(address), allow);
}

/** The library knows the special ranges by name; of IPv6, only 2000::/3 is given out as global unicast at all. */
function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}

function isInNetworks(address: ipaddr.IPv4 | ipaddr.IPv6, allow: EgressAllow): boolean {
  return allow.networks.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );
}
