import type { Confidence, Slot } from '../../detect/index.ts';
import type { ExposureReport } from '../../inventory/report.ts';
import { code } from '../markdown.ts';

/** What stands where a credential was found: a variable, a header, … Its name follows. */
const SLOTS: Readonly<Record<Slot, { readonly named: string; readonly unnamed: string }>> = {
  env: { named: 'the environment variable', unnamed: 'an environment variable' },
  header: { named: 'the header', unnamed: 'a header' },
  argument: { named: 'the argument', unnamed: 'an argument' },
  'url-query': { named: 'the URL parameter', unnamed: 'a parameter of a URL' },
  'url-path': { named: 'the path of a URL, at', unnamed: 'the path of a URL' },
  'url-userinfo': { named: 'the user part of a URL, at', unnamed: 'the user part of a URL' },
  'oauth-token': { named: 'the OAuth token', unnamed: 'a file of OAuth tokens' },
  'oauth-client-secret': { named: 'the OAuth client secret', unnamed: 'the secret of an OAuth client' },
  text: { named: 'the text, at', unnamed: 'the text' },
};

const SURE: Readonly<Record<Confidence, string>> = {
  exact: 'Its format cannot be mistaken: a checksum or another mark of who issued it fits.',
  high: 'It has the form of such a credential.',
  medium: 'Its value is random and its name says that it is secret, but its form alone proves nothing.',
  low: 'It may be something else.',
};

/** Why a value counts as a credential: where it stands, whose that is, and how its format looks. */
export function whyItCounts({ slot, key, server, confidence }: ExposureReport): string {
  const { named, unnamed } = SLOTS[slot];
  const where = key === undefined ? unnamed : `${named} ${code(key, 60)}`;
  const whose = server === undefined ? '' : ` of the MCP server ${code(server, 60)}`;
  const stands =
    slot === 'text' && server === undefined ? `It stands in ${where}.` : `It is in ${where}${whose}.`;
  return confidence === undefined ? stands : `${stands} ${SURE[confidence]}`;
}
