import { defineCheck, type Check } from '../check.ts';

/** Servers on the reader's own machine: nothing travels over a network. */
const LOCAL =
  /^http:\/\/(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|host\.docker\.internal)(?=[:/]|$)/i;
/** A version that names what is newest at the time, not one release. */
const FLOATING = /^(?:latest|next|main|master|edge|nightly|canary|beta|\*|x)$|[\^~><*|]|(?:^|\.)x(?:\.|$)/i;

/** How an MCP server is reached, and whether anybody decided that it may be. */
export const SERVERS: readonly Check[] = [
  defineCheck({
    id: 'unpinned-server',
    subjects: ['server'],
    title: 'The newest release of a package gets a credential',
    severity: 'high',
    says: '{runner} fetches whatever {package} is at that moment and gives it a credential.',
    remedy: 'Write an exact version, or the digest of an image, and update it on purpose.',
    frames: {
      nhi: ['NHI3:2025'],
      agentic: ['ASI04'],
      mcp: ['MCP04:2025'],
      aiRmf: ['GOVERN 6.1', 'MANAGE 3.1'],
    },
    test({ takesSecret, runner, package: name, version }) {
      if (!takesSecret || runner === undefined || name === undefined) return undefined;
      const isPinned = version !== undefined && !FLOATING.test(version);
      return isPinned ? undefined : { facts: { runner, package: name } };
    },
  }),
  defineCheck({
    id: 'shadow-server',
    subjects: ['server'],
    title: 'MCP server that nobody registered',
    severity: 'medium',
    says: '{server} is configured and does not stand in the organisation’s register.',
    remedy: 'Add it to the policy’s `servers` with its owner, or take it out of the configuration.',
    frames: { nhi: [], agentic: ['ASI04'], mcp: ['MCP09:2025'], aiRmf: ['GOVERN 1.6', 'MAP 4.1'] },
    test({ hasRegister, registered, name, url, package: program }) {
      if (!hasRegister || registered) return undefined;
      return { facts: { server: name || url || program || 'A server without a name' } };
    },
  }),
  defineCheck({
    id: 'retired-server',
    subjects: ['server'],
    title: 'A retired server is still configured',
    severity: 'medium',
    says: '{server} was to end on {until} and is still configured.',
    remedy: 'Take it out of the configuration and end its credentials, or move its end in the policy.',
    frames: { nhi: ['NHI1:2025'], agentic: [], mcp: [], aiRmf: ['GOVERN 1.7', 'MANAGE 4.1'] },
    test({ name, registered }, { now }) {
      const until = registered?.until;
      if (until === undefined || now.toISOString().slice(0, 10) <= until) return undefined;
      return { facts: { server: name || (registered?.name ?? ''), until } };
    },
  }),
  defineCheck({
    id: 'weak-transport',
    subjects: ['server'],
    title: 'The credential travels unprotected',
    severity: 'high',
    says: '{server} gets its credential {how}.',
    remedy: 'Use https, and send the credential in the Authorization header.',
    frames: { nhi: ['NHI4:2025'], agentic: ['ASI07'], mcp: ['MCP07:2025'], aiRmf: ['MEASURE 2.7'] },
    test({ url = '', secretInUrl, basicAuth, takesSecret, name }) {
      const isPlain = takesSecret && /^http:/i.test(url) && !LOCAL.test(url);
      const ways = [
        ...(isPlain ? ['over plain http'] : []),
        ...(secretInUrl ? ['in its address, which proxies and logs keep'] : []),
        ...(basicAuth ? ['as a user’s password'] : []),
      ];
      return ways.length > 0 ? { facts: { server: name || url, how: ways.join(' and ') } } : undefined;
    },
  }),
  defineCheck({
    id: 'unclear-issuer',
    subjects: ['server'],
    title: 'Who issues its tokens is not certain',
    severity: 'medium',
    says: '{server} {why}: a client cannot be sure whom it gives its grant to.',
    remedy:
      'Publish protected resource metadata (RFC 9728) and the issuer’s own metadata (RFC 8414) that name each other.',
    frames: { nhi: ['NHI4:2025'], agentic: [], mcp: ['MCP07:2025'], aiRmf: [] },
    test({ name, url = '', issuer }) {
      if (!issuer) return undefined;
      const why =
        issuer.hasResourceMetadata === false
          ? 'does not say who issues its tokens'
          : 'names an issuer that calls itself by another name';
      const isWrong = issuer.hasResourceMetadata === false || issuer.issuerMatches === false;
      return isWrong ? { facts: { server: name || url, why } } : undefined;
    },
  }),
  defineCheck({
    id: 'wrong-audience',
    subjects: ['credential'],
    title: 'Token was not made for its server',
    severity: 'high',
    says: '{credential} is given to {server} and was issued for {audience}.',
    remedy:
      'Ask for a token with the server’s address as its resource (RFC 8707), and let the server refuse others.',
    frames: { nhi: ['NHI4:2025'], agentic: ['ASI03'], mcp: ['MCP07:2025'], aiRmf: [] },
    test({ ended, isJwt, audience, uses, name }) {
      if (ended || !isJwt) return undefined;
      const server = uses.find(({ serverUrl }) => serverUrl !== undefined && !isFor(audience, serverUrl));
      if (server?.serverUrl === undefined) return undefined;
      return {
        facts: {
          credential: name,
          server: server.serverUrl,
          audience: audience[0] ?? 'nobody in particular',
        },
      };
    },
  }),
];

/** Whether one of the audiences is the server, or the origin that it belongs to. */
function isFor(audience: readonly string[], serverUrl: string): boolean {
  const server = URL.parse(serverUrl);
  return audience.some((one) => {
    const url = URL.parse(one);
    if (!url || !server) return one === serverUrl;
    const folder = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
    return url.origin === server.origin && `${server.pathname}/`.startsWith(folder);
  });
}
