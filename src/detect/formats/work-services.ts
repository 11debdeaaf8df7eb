import {
  alnum,
  anyHex,
  base64url,
  digits,
  hex,
  lowerAlnum,
  upperAlnum,
  UUID,
  type Format,
} from './format.ts';
import { mixedAfter, scrambledAfter, token } from './token.ts';

/** Where people plan, write, draw and sell. */
export const WORK_SERVICES: readonly Format[] = [
  token('notion', 'notion-integration-token', 'ntn_', alnum(46)),
  token('notion', 'notion-integration-token-legacy', 'secret_', alnum(43), {
    accepts: scrambledAfter(7),
    lookAlikes: () => ['secret_managerClientForTheWholeOfTheOrganisationX'],
  }),
  token('linear', 'linear-api-key', 'lin_api_', alnum(40)),
  token('linear', 'linear-oauth-token', 'lin_oauth_', hex(64)),
  token('figma', 'figma-pat', 'figd_', base64url(38, 60)),
  token('figma', 'figma-oauth-token', ['figu_', 'figo_'], base64url(38, 60), { confidence: 'medium' }),
  token('trello', 'trello-api-token', 'ATTA', [hex(64), anyHex(8)]),
  token('clickup', 'clickup-api-token', 'pk_', [digits(6, 9), '_', upperAlnum(32)]),
  token('hubspot', 'hubspot-private-app-token', ['pat-na1-', 'pat-na2-', 'pat-eu1-', 'pat-ap1-'], UUID),
  // Base64 of `{"miro.origin":`.
  token('miro', 'miro-access-token', 'eyJtaXJvLm9yaWdpbiI6', [alnum(8, 40), '_', base64url(20, 64)], {
    confidence: 'exact',
  }),
  token('close', 'close-api-key', 'api_', [alnum(22), '.', alnum(22)]),
  token('cal-com', 'cal-com-api-key', ['cal_', 'cal_live_'], hex(32)),
  token('contentful', 'contentful-pat', 'CFPAT-', base64url(43)),
  token('builder-io', 'builder-io-private-key', 'bpk-', hex(32)),
  token('typeform', 'typeform-pat', 'tfp_', base64url(59)),
  token('frame-io', 'frame-io-token', 'fio-u-', base64url(64)),
  token('adobe', 'adobe-client-secret', 'p8e-', base64url(32)),
  token('canva', 'canva-client-secret', 'cnvca', base64url(51), {
    lookAlikes: (random) => [`OC-${random.alnum(12)}`],
  }),
  token('dropbox', 'dropbox-access-token', 'sl.', base64url(130, 2000), { accepts: mixedAfter(3) }),
  token('zoho', 'zoho-oauth-token', '1000.', [hex(32), '.', hex(32)]),
  token('clearbit', 'clearbit-api-key', 'sk_', hex(32)),
  // Two characters of base64 are written as `ZA` to `ZD`, so that every token has some; other base64 that begins alike
  // has none.
  token('facebook', 'facebook-access-token', ['EAAB', 'EAAC', 'EAAD', 'EAAG', 'EAAM'], alnum(100, 400), {
    confidence: 'medium',
    accepts: (whole) => /Z[A-D].*Z[A-D]/.test(whole),
    example: (random) => `EAAB${random.alnum(60)}ZA${random.alnum(120)}ZD`,
    lookAlikes: (random) => [`EAAC${random.lowerAlnum(180)}`],
  }),
  token('pinterest', 'pinterest-access-token', 'pina_', lowerAlnum(60, 200), { accepts: mixedAfter(5) }),
  token('lichess', 'lichess-pat', 'lip_', alnum(20, 60), { accepts: scrambledAfter(4) }),
];
