import type { Adapter } from './adapters/adapter.ts';
import { GITHUB_TOKENS } from './adapters/github/tokens.ts';
import { createGitHubAdapter } from './adapters/github.ts';
import { createManualAdapter } from './adapters/manual.ts';
import { createMcpOauthAdapter } from './adapters/mcp-oauth.ts';
import type { Broker, LeakedCredential, Outcome } from './broker.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import { Journal } from './journal.ts';
import { PATIENT_WAITS } from './prove-dead.ts';

/** Which adapter acts for a provider's types; whatever stands in no row is for a person. */
interface AdapterRow {
  readonly provider: string;
  readonly types: ReadonlySet<string>;
  readonly adapter: Adapter;
}

/** Bearers only: a refresh token, a client secret or a key in another header means nothing to a probe with them. */
const MCP_BEARERS = new Set(['mcp-bearer', 'mcp-access-token']);

/**
 * The broker inside Rekey's own process. It holds no admin credential of any provider: it acts where the leaked value
 * alone is enough, and otherwise says where a person has to act.
 *
 * @param options.fetch the only way out; the caller closes it
 * @param options.githubApiUrl base of GitHub's REST API, from the operator's configuration
 * @param options.now milliseconds since the epoch
 * @param options.waits before each look after a revocation, in milliseconds
 */
export function createEmbeddedBroker(options: {
  readonly fetch: GuardedFetch;
  readonly githubApiUrl: string;
  readonly now?: () => number;
  readonly waits?: readonly number[];
}): Broker {
  const { fetch, githubApiUrl: apiUrl, now = Date.now, waits = PATIENT_WAITS } = options;
  const manual = createManualAdapter({ now });
  const rows: readonly AdapterRow[] = [
    { provider: 'mcp', types: MCP_BEARERS, adapter: createMcpOauthAdapter({ fetch, now, waits }) },
    {
      provider: 'github',
      types: new Set(GITHUB_TOKENS.keys()),
      adapter: createGitHubAdapter({ fetch, apiUrl, now, waits }),
    },
  ];
  const choose = ({ provider, type }: LeakedCredential): Adapter =>
    rows.find((row) => row.provider === provider && row.types.has(type))?.adapter ?? manual;

  return {
    async revoke(credential, trust, revokeOptions = {}): Promise<Outcome> {
      try {
        return await choose(credential)(credential, trust, revokeOptions);
      } catch {
        // The error is dropped on purpose: one that nobody foresaw may hold the value.
        return new Journal('embedded', now).end('failed', UNEXPECTED, { retryable: true });
      }
    },
  };
}

const UNEXPECTED = 'The revocation was interrupted by an unexpected error: it will be tried again.';
