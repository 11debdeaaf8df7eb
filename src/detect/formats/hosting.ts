import { alnum, base64url, type Format } from './format.ts';
import { token } from './token.ts';

/** Where applications run. */
export const HOSTING: readonly Format[] = [
  token('vercel', 'vercel-token', ['vcp_', 'vck_', 'vci_', 'vca_', 'vcr_'], alnum(56)),
  // Tokens of a person, the command line, OAuth, builds and the web interface.
  token('netlify', 'netlify-token', ['nfp_', 'nfc_', 'nfo_', 'nfb_', 'nfu_'], alnum(36)),
  token('render', 'render-api-key', 'rnd_', alnum(28)),
  token('fly', 'fly-access-token', 'fo1_', base64url(43)),
  token('heroku', 'heroku-api-key', 'HRKU-AA', base64url(58)),
  token('deno', 'deno-deploy-token', ['ddp_', 'ddo_'], alnum(36)),
  token('thunderstore', 'thunderstore-api-token', 'tss_', alnum(36), { confidence: 'medium' }),
];
