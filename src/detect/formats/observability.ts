import {
  alnum,
  base64,
  base64url,
  hex,
  lowerAlnum,
  padding,
  upperAlnum,
  UUID,
  type Format,
} from './format.ts';
import { grafanaChecksum, hasGrafanaChecksum } from './token-checksum.ts';
import { token } from './token.ts';

/** 128 bits take 22 characters, or one or two less; 32 bytes and a checksum of six 38 as they are, and 70 in hexadecimal. */
const DATADOG_TOKEN = [alnum(20, 22), '_', alnum(38, 70)];

/** What watches systems. */
export const OBSERVABILITY: readonly Format[] = [
  token('grafana', 'grafana-service-account-token', 'glsa_', [alnum(32), '_', hex(8)], {
    confidence: 'exact',
    proof: hasGrafanaChecksum,
    example: (random) => {
      const body = `glsa_${random.alnum(32)}`;
      return `${body}_${grafanaChecksum(body)}`;
    },
    lookAlikes: (random) => [`glsa_${random.alnum(32)}_00000000`],
  }),
  // Base64 of a JSON object, as are the keys of older versions below: `{"k":"`.
  token('grafana', 'grafana-cloud-token', 'glc_eyJ', [alnum(40, 400), padding(0, 2)], {
    confidence: 'exact',
  }),
  token('grafana', 'grafana-api-key', 'eyJrIjoi', [alnum(50, 400), padding(0, 2)], { confidence: 'exact' }),
  // Base64 of a JSON object, then the secret. https://docs.sentry.io/account/auth-tokens/
  token('sentry', 'sentry-org-token', 'sntrys_eyJ', [alnum(20, 1024), padding(0, 2), '_', base64(43)], {
    confidence: 'exact',
  }),
  token('sentry', 'sentry-user-token', 'sntryu_', hex(64)),
  token('sentry', 'sentry-integration-token', 'sntrya_', hex(64)),
  token('new-relic', 'new-relic-user-key', 'NRAK-', upperAlnum(27), {
    lookAlikes: (random) => [`NRJS-${random.hex(19)}`],
  }),
  token('new-relic', 'new-relic-insights-key', ['NRII-', 'NRIQ-'], base64url(32)),
  token('new-relic', 'new-relic-admin-key', 'NRAA-', hex(27)),
  // The key ends in what others begin with.
  token('new-relic', 'new-relic-license-key', 'NRA', ['L'], {
    lead: lowerAlnum(36),
    accepts: (whole) => new Set(whole.slice(0, 36)).size > 7,
  }),
  token(
    'dynatrace',
    'dynatrace-token',
    ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s16.', 'dt0s08.'],
    [upperAlnum(24), '.', upperAlnum(64)],
  ),
  // Keys of environments and of classic ones, to ingest.
  token('honeycomb', 'honeycomb-ingest-key', ['hcaik_', 'hcaic_'], lowerAlnum(58)),
  token('axiom', 'axiom-token', ['xaat-', 'xapt-'], UUID),
  token('posthog', 'posthog-personal-api-key', 'phx_', alnum(41, 49), {
    lookAlikes: (random) => [`phc_${random.alnum(43)}`],
  }),
  // https://github.com/DataDog/datadog-agent/blob/main/pkg/privateactionrunner/util/keys.go. Its last six characters are a
  // checksum that is not published.
  token('datadog', 'datadog-application-key', 'ddapp_', alnum(34)),
  // The token's UUID in base 62, then 32 random bytes and a checksum; how the bytes are written, and what the checksum is
  // of, is not documented. https://docs.datadoghq.com/account_management/personal-access-tokens/#token-format
  token('datadog', 'datadog-personal-access-token', 'ddpat_', DATADOG_TOKEN),
  // https://docs.datadoghq.com/account_management/service-access-tokens/
  token('datadog', 'datadog-service-access-token', 'ddsat_', DATADOG_TOKEN),
  token('rootly', 'rootly-api-key', 'rootly_', hex(64)),
  token('segment', 'segment-public-api-token', 'sgp_', alnum(64), {
    accepts: (whole) => !/^.{4}[\da-f]+$/i.test(whole),
  }),
];
