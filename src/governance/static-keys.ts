/**
 * Secrets whose issuers trust a workflow's own identity, so that no key need be kept. Names are those that the issuers'
 * documentation and actions use.
 *
 * https://docs.github.com/actions/concepts/security/openid-connect, https://docs.npmjs.com/trusted-publishers,
 * https://docs.pypi.org/trusted-publishers, https://crates.io/docs/trusted-publishing, https://guides.rubygems.org/trusted-publishing,
 * https://developer.hashicorp.com/vault/docs/auth/jwt
 */
const STATIC_KEYS: readonly (readonly [issuer: string, name: RegExp])[] = [
  ['AWS', /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY)$/],
  [
    'Google Cloud',
    /^(?:GOOGLE_CREDENTIALS|GOOGLE_APPLICATION_CREDENTIALS(?:_JSON)?|GC[PR]_(?:SA_)?(?:KEY|CREDENTIALS)|GCP_SERVICE_ACCOUNT_KEY)$/,
  ],
  ['Azure', /^(?:AZURE_CREDENTIALS|AZURE_CLIENT_SECRET|ARM_CLIENT_SECRET)$/],
  ['npm', /^(?:NPM_TOKEN|NPM_AUTH_TOKEN|NODE_AUTH_TOKEN)$/],
  ['PyPI', /^(?:PYPI_(?:API_)?TOKEN|PYPI_PASSWORD|TWINE_PASSWORD)$/],
  ['crates.io', /^(?:CARGO_REGISTRY_TOKEN|CRATES_IO_TOKEN)$/],
  ['RubyGems', /^(?:RUBYGEMS_API_KEY|GEM_HOST_API_KEY)$/],
  ['Vault', /^VAULT_TOKEN$/],
];

/** The issuer that would trust a workflow instead of a key of this name; undefined where none is known to. */
export function issuerOf(name: string): string | undefined {
  const upper = name.toUpperCase();
  return STATIC_KEYS.find(([, pattern]) => pattern.test(upper))?.[0];
}
