/** Names that lead to one's own machine, a container beside it, or nowhere. */
const LOCAL =
  /^(?:localhost|.*\.(?:localhost|local|localdomain|internal|lan|test|invalid)|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?)$/;
const EXAMPLE =
  /(?:^|\.)example(?:\.(?:com|org|net|edu))?$|^(?:your|my|some)[-_.]|[-.](?:your|example)[-.]|x{3}|[<>{}$*#]|^(?:host|hostname|server|domain|ip)(?:\.|$)/;

/** True for a host on the developer's own machine; a service of a compose file has no dot in its name. */
export function isLocalHost(host: string): boolean {
  return LOCAL.test(host) || !/[.:]/.test(host);
}

/** True for hosts of documentation (RFC 2606) and placeholders. */
export function isExampleHost(host: string): boolean {
  return EXAMPLE.test(host);
}
