import { alnum, base32, base64url, hex, lowerAlnum, upperAlnum, UUID, type Format } from './format.ts';
import { mixedAfter, scrambledAfter, token } from './token.ts';

/** What builds, checks and releases code. */
export const BUILD_SERVICES: readonly Format[] = [
  token('buildkite', 'buildkite-api-token-v2', 'bkua_', lowerAlnum(53)),
  token('buildkite', 'buildkite-api-token', 'bkua_', lowerAlnum(40)),
  token('buildkite', 'buildkite-service-token', ['bkar_', 'bkct_'], base64url(73)),
  token('buildkite', 'buildkite-agent-access-token', 'bkaa_', base64url(75)),
  token('buildkite', 'buildkite-agent-job-token', 'bkaj_', base64url(333)),
  token('buildkite', 'buildkite-package-token', 'bkpt_', base64url(199)),
  token('buildkite', 'buildkite-pipeline-token', 'bkps_', base64url(64)),
  token('circleci', 'circleci-personal-token', 'CCIPAT_', [alnum(22), '_', hex(40)]),
  token('circleci', 'circleci-project-token', 'CCIPRJ_', [alnum(22), '_', hex(40)]),
  token('sonarqube', 'sonarqube-project-token', 'sqp_', hex(40)),
  token('sonarqube', 'sonarqube-user-token', 'squ_', hex(40)),
  token('sonarqube', 'sonarqube-global-token', 'sqa_', hex(40)),
  token('octopus', 'octopus-api-key', 'API-', upperAlnum(26), { accepts: mixedAfter(4) }),
  token('harness', 'harness-pat', 'pat.', [base64url(22), '.', hex(24), '.', alnum(20)]),
  token('harness', 'harness-service-token', 'sat.', [base64url(22), '.', hex(24), '.', alnum(20)]),
  token('infracost', 'infracost-api-key', 'ico-', alnum(32), {
    accepts: (whole) => /[A-Z]/.test(whole),
    lookAlikes: (random) => [`logo.ico-${random.hex(32)}`],
  }),
  token('aikido', 'aikido-client-secret', 'AIK_SECRET_', alnum(64)),
  token('aikido', 'aikido-ci-token', 'AIK_CI_', alnum(20, 44)),
  token('launchdarkly', 'launchdarkly-sdk-key', 'sdk-', UUID),
  token('launchdarkly', 'launchdarkly-access-token', 'api-', UUID),
  token('statsig', 'statsig-server-secret', 'secret-', alnum(43), {
    accepts: scrambledAfter(7),
    lookAlikes: (random) => [`client-${random.alnum(43)}`],
  }),
  // 14 characters that name the token, then the secret.
  token('terraform', 'terraform-cloud-token', '.atlasv1.', base64url(60, 70), { lead: alnum(14) }),
  token('pulumi', 'pulumi-access-token', 'pul-', hex(40)),
  token('prefect', 'prefect-api-key', ['pnu_', 'pnb_'], alnum(36)),
  token('mergify', 'mergify-application-key', 'mergify_application_key_', base64url(40, 200)),
  token('stackhawk', 'stackhawk-api-key', 'hawk.', [base64url(20), '.', base64url(20)]),
  token('wakatime', 'wakatime-api-key', 'waka_', UUID),
  token('ionic', 'ionic-pat', 'ion_', alnum(42)),
  token('cursor', 'cursor-api-key', 'key_', hex(64)),
  token('devin', 'devin-service-token', 'cog_', base32(52)),
];
