import { detect, type Finding } from '../../../src/detect/index.ts';

/** An `.mcp.json` with one server called `acme`. */
export function mcpJson(server: object): string {
  return JSON.stringify({ mcpServers: { acme: server } }, null, 2);
}

/** What is found in one server's configuration. */
export function findInServer(server: object, path = '.mcp.json'): readonly Finding[] {
  return detect({ path, content: mcpJson(server) });
}

/** What is found when a value stands in an environment variable. */
export function findInEnv(key: string, value: string): readonly Finding[] {
  return findInServer({ command: 'npx', args: ['-y', 'acme-mcp'], env: { [key]: value } });
}

/** The facts of a finding without its position, the value in the clear, for comparing. */
export function facts({
  secret,
  provider,
  type,
  surface,
  slot,
  server,
  serverUrl,
  clientId,
  key,
  confidence,
}: Finding) {
  const rest = { server, serverUrl, clientId, key };
  return {
    secret: secret.reveal(),
    provider,
    type,
    surface,
    slot,
    confidence,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  };
}

/** The values that were found, in order. */
export function revealed(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ secret }) => secret.reveal());
}
