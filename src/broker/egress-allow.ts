import ipaddr from 'ipaddr.js';
import { RekeyError } from '../base/errors.ts';

/** A host that the operator opened; without a port, all its ports. IPv6 literals stand without brackets. */
export interface AllowedHost {
  readonly host: string;
  readonly port?: number;
}

/**
 * The operator's exceptions to the guarded fetch. A host may be reached over plain http and may have an intranet
 * address. A network (CIDR) may be reached by address literal, over plain http too; a host name that resolves into
 * it still needs https.
 */
export interface EgressAllow {
  readonly hosts: readonly AllowedHost[];
  readonly networks: readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[];
}

/** No exceptions: https to public addresses only. */
export const ALLOW_NOTHING: EgressAllow = { hosts: [], networks: [] };

const MAX_ENTRIES = 256;
const MAX_PORT = 65_535;

/**
 * Reads the exceptions as they stand in the environment: `host`, `host:port`, an address (IPv6 with a port in
 * brackets) or a CIDR, separated by commas. Throws EGRESS_ALLOW_INVALID that names the entry by its position.
 */
export function parseEgressAllow(text: string): EgressAllow {
  const entries = text.split(',').map((entry) => entry.trim());
  const filled = entries.filter((entry) => entry !== '');
  if (filled.length > MAX_ENTRIES) throw invalid(`has more than ${MAX_ENTRIES} entries`);
  const hosts: AllowedHost[] = [];
  const networks: (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[] = [];
  for (const [index, entry] of filled.entries()) {
    if (entry.includes('/')) networks.push(parseNetwork(entry, index));
    else hosts.push(parseHost(entry, index));
  }
  return { hosts, networks };
}

/** True when the operator opened this host at this port; the name must match exactly, subdomains do not. */
export function isHostAllowed(allow: EgressAllow, host: string, port: number): boolean {
  return allow.hosts.some(
    (entry) => entry.host === host && (entry.port === undefined || entry.port === port),
  );
}

function parseNetwork(entry: string, index: number): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (!ipaddr.isValidCIDR(entry)) throw invalid(`entry ${index + 1} is no CIDR network`);
  return ipaddr.parseCIDR(entry);
}

function parseHost(entry: string, index: number): AllowedHost {
  if (ipaddr.IPv6.isValid(entry)) return { host: ipaddr.IPv6.parse(entry).toString() };
  const match = /^(\[[0-9a-f:.]+\]|[\p{L}\p{N}._-]+)(?::(\d{1,5}))?$/iu.exec(entry);
  const url = match && URL.parse(`https://${match[1]}/`);
  if (!match || !url)
    throw invalid(`entry ${index + 1} is neither a host, host:port, an address nor a CIDR network`);
  // The URL parser spells every host the way it will be spelled when a request is checked.
  const host = bareHost(url);
  if (match[2] === undefined) return { host };
  const port = Number(match[2]);
  if (port < 1 || port > MAX_PORT) throw invalid(`entry ${index + 1} has a port outside 1 to ${MAX_PORT}`);
  return { host, port };
}

/** The host of a URL as this module compares it: lower case, no brackets, IPv6 in its shortest form. */
export function bareHost(url: URL): string {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.IPv6.isValid(host) ? ipaddr.IPv6.parse(host).toString() : host;
}

function invalid(problem: string): RekeyError {
  return new RekeyError(
    'EGRESS_ALLOW_INVALID',
    `EGRESS_ALLOW ${problem}. Write a comma-separated list such as "auth.intranet.example:8443, 10.20.0.0/16".`,
  );
}
