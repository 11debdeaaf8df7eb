import { characterClass } from './character-class.ts';
import { alnum, base64url, hex, lowerAlnum, type Format } from './format.ts';
import { hasTokenChecksum, tokenChecksum } from './token-checksum.ts';
import { scrambledAfter, token } from './token.ts';

const one = (alphabet: string) => ({ characters: characterClass(alphabet), min: 1, max: 1 });

/** Where packages and images are published. */
export const PACKAGE_REGISTRIES: readonly Format[] = [
  token('npm', 'npm-access-token', 'npm_', alnum(36), {
    confidence: 'exact',
    proof: hasTokenChecksum,
    example: (random) => {
      const body = random.alnum(30);
      return `npm_${body}${tokenChecksum(body)}`;
    },
    lookAlikes: (random) => [`npm_${random.alnum(30)}000000`, 'npm_config_cache_directory_of_the_project'],
  }),
  // Macaroons: the prefix is the base64 of their header with the host. https://pypi.org/help/#apitoken
  token('pypi', 'pypi-api-token', 'pypi-AgEIcHlwaS5vcmc', base64url(50, 1024), { confidence: 'exact' }),
  token('pypi', 'test-pypi-api-token', 'pypi-AgENdGVzdC5weXBpLm9yZw', base64url(50, 1024), {
    confidence: 'exact',
  }),
  token('rubygems', 'rubygems-api-key', 'rubygems_', hex(48)),
  token('crates-io', 'crates-io-token', 'cio', alnum(32), { accepts: scrambledAfter(3) }),
  token(
    'nuget',
    'nuget-api-key',
    'oy2',
    // Base32 of a UUID's bytes, so that some places allow few characters.
    [
      one('abcdefghijklmnop'),
      lowerAlnum(15),
      one('aq'),
      lowerAlnum(11),
      one('eu'),
      one('bdfhjlnprtvxz357'),
      one('abcdefghijklmnop'),
      lowerAlnum(11),
      one('aeimquy4'),
    ],
  ),
  token('docker', 'docker-pat', 'dckr_pat_', base64url(27)),
  token('docker', 'docker-organization-token', 'dckr_oat_', base64url(32)),
  token('docker', 'docker-swarm-join-token', 'SWMTKN-1-', [lowerAlnum(50), '-', lowerAlnum(25)]),
  token('clojars', 'clojars-deploy-token', 'CLOJARS_', lowerAlnum(60)),
  token('artifactory', 'artifactory-api-key', 'AKCp', alnum(68, 70), { accepts: scrambledAfter(4) }),
  // Base64 of "reftkn:".
  token('artifactory', 'artifactory-reference-token', 'cmVmdGtuO', alnum(55)),
  token('packagist', 'packagist-token', ['packagist_ort_', 'packagist_out_'], hex(68)),
  token('packagist', 'packagist-api-secret', 'packagist_acs_', hex(64, 96), {
    lookAlikes: (random) => [`packagist_ack_${random.hex(32)}`],
  }),
  token('cloudsmith', 'cloudsmith-api-key', 'csa_', [hex(30), alnum(6)]),
];
