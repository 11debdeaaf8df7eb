import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The header in which a proxy tells from whom it has a request. */
export const PROXY_HEADERS = ['x-forwarded-for', 'forwarded'] as const;

/** The proxies that the operator trusts, and what they write. */
export interface TrustedProxies {
  readonly networks: readonly (readonly [Address, number])[];
  readonly header: (typeof PROXY_HEADERS)[number];
}

/** A request has passed no more proxies than this. */
const MAX_HOPS = 32;
const SUBNET_BITS = 64;

/**
 * Reads addresses and networks (CIDR) that are separated by commas; undefined when one of them is neither. An IPv4
 * address in the clothes of IPv6 counts as what it is.
 */
export function readNetworks(text: string): TrustedProxies['networks'] | undefined {
  const entries = text.split(',').map((entry) => entry.trim());
  const networks = entries
    .filter((entry) => entry !== '')
    .map((entry): readonly [Address, number] | undefined => {
      if (entry.includes('/')) return ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : undefined;
      const address = readAddress(entry);
      return address && [address, address.kind() === 'ipv4' ? 32 : 128];
    });
  return networks.some((network) => network === undefined)
    ? undefined
    : networks.flatMap((network) => (network ? [network] : []));
}

/** An address, with or without a port and brackets; undefined for anything else, such as `unknown` or a name. */
function readAddress(text: string): Address | undefined {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
  const isAddress = ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare);
  return isAddress ? ipaddr.process(bare) : undefined;
}

/** `for` of one element of `Forwarded`, RFC 7239; undefined unless there is exactly one. */
function forOf(element: string): string | undefined {
  const [first, ...more] = element.split(';').flatMap((pair) => {
    const value = /^\s*for=(?:"([^"\\]*)"|([^\s"]*))\s*$/i.exec(pair);
    return value ? [value[1] ?? value[2] ?? ''] : [];
  });
  return more.length > 0 ? undefined : first;
}

const READ: Readonly<Record<TrustedProxies['header'], (element: string) => string | undefined>> = {
  'x-forwarded-for': (element) => element.trim(),
  forwarded: forOf,
};

function isTrusted(address: Address, { networks }: TrustedProxies): boolean {
  return networks.some(
    ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
  );
}

/**
 * From whom a request comes: the nearest address that is no trusted proxy. Each proxy adds the address of the one before it
 * at the right, so the list is read from there and no further than trust goes; what the caller wrote himself stands at the
 * left of that. The list is split at commas alone: an address has none, and a quote that a caller opens must not
 * swallow what a proxy wrote behind it.
 */
function callerOf(peer: Address, header: string | undefined, trusted: TrustedProxies): Address {
  if (!isTrusted(peer, trusted)) return peer;
  let caller = peer;
  for (const element of (header ?? '').split(',').slice(-MAX_HOPS).toReversed()) {
    const address = readAddress(READ[trusted.header](element) ?? '');
    if (!address) return caller;
    caller = address;
    if (!isTrusted(address, trusted)) return caller;
  }
  return caller;
}

/** The network of an address that one customer has: all of it in IPv4, the first 64 bits in IPv6. */
function networkOf(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const parts = address.parts.slice(0, SUBNET_BITS / 16).map((part) => part.toString(16));
  return `${parts.join(':')}::/${SUBNET_BITS}`;
}

/** By what the requests of those who show no proof are counted. */
export function networkOfCaller(request: IncomingMessage, trusted: TrustedProxies): string {
  const peer = readAddress(request.socket.remoteAddress ?? '');
  if (!peer) return 'unknown';
  const header = request.headers[trusted.header];
  return networkOf(callerOf(peer, Array.isArray(header) ? header.join(',') : header, trusted));
}
