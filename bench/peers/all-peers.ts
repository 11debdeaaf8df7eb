import { betterleaks } from './adapters/betterleaks.ts';
import { credsweeper } from './adapters/credsweeper.ts';
import { detectSecrets } from './adapters/detect-secrets.ts';
import { ferret } from './adapters/ferret.ts';
import { gitleaks } from './adapters/gitleaks.ts';
import { kingfisher } from './adapters/kingfisher.ts';
import { mcpGuard } from './adapters/mcp-guard.ts';
import { rekey } from './adapters/rekey.ts';
import { ripsecrets } from './adapters/ripsecrets.ts';
import { secretlint } from './adapters/secretlint.ts';
import { trufflehog3 } from './adapters/trufflehog3.ts';
import { whispers } from './adapters/whispers.ts';
import type { Peer } from './peer.ts';

/** Rekey and every peer that a public package registry has. */
export const peers: readonly Peer[] = [
  rekey,
  gitleaks,
  betterleaks,
  kingfisher,
  detectSecrets,
  secretlint,
  credsweeper,
  ripsecrets,
  whispers,
  trufflehog3,
  mcpGuard,
  ferret,
];

/** Peers that a reader will look for and why they are not in the table (looked for on 2026-11-25). */
export const absent: Readonly<Record<string, string>> = {
  TruffleHog:
    'the Go module mirror refuses github.com/trufflesecurity/trufflehog/v3, and there is no package of it elsewhere: PyPI has the program of 2021 (2.2.1, history only), npm another thing of that name',
  'Nosey Parker': 'not on crates.io; PyPI has only its results explorer',
  Talisman: 'the Go module mirror refuses github.com/thoughtworks/talisman',
  ggshield: 'needs the GitGuardian service',
};
