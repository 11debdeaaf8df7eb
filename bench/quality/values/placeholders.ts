import type { Random } from '../random.ts';

type Placeholder = (key: string, random: Random) => string;

const lower = (key: string) => key.toLowerCase();
const dashed = (key: string) => lower(key).replaceAll('_', '-');

/** What people write where the reader shall put the own secret; languages of public files. */
const PLACEHOLDERS: readonly Placeholder[] = [
  (key) => `your_${lower(key)}`,
  (key) => `your-${dashed(key)}-here`,
  (key) => `YOUR_${key}`,
  (key) => `YOUR_${key}_HERE`,
  (key) => `<YOUR_${key}>`,
  (key) => `<your-${dashed(key)}>`,
  (key) => `[${key}]`,
  (key) => `${key}_HERE`,
  (key) => `REPLACE_WITH_${key}`,
  () => 'REPLACE_ME',
  () => 'CHANGE_ME',
  () => 'changeme',
  (key) => `INSERT_${key}`,
  (key) => `put_your_${lower(key)}_here`,
  (key) => `ENTER_${key}`,
  (key) => `paste-your-${dashed(key)}-here`,
  (key) => `my-${dashed(key)}`,
  (_, { int }) => 'x'.repeat(int(8, 40)),
  (_, { int }) => 'X'.repeat(int(8, 40)),
  (_, { int }) => '*'.repeat(int(3, 40)),
  (_, { int }) => '•'.repeat(int(6, 16)),
  (_, { int }) => '#'.repeat(int(5, 12)),
  () => '...',
  () => '…',
  () => 'sk-...',
  () => 'sk-ant-...',
  () => 'sk-your-openai-api-key',
  () => 'sk-proj-your-key-here',
  () => 'sk-abcde',
  () => 'sk_live_example_key',
  () => `ghp_${'x'.repeat(36)}`,
  () => 'ghp_your_token_here',
  () => 'ghp_foo-bar',
  () => 'github_pat_your_token',
  () => 'xoxb-your-bot-token',
  () => 'xoxb-your-slack-bot-token-goes-here',
  () => 'pplx-your-api-key',
  () => 'AIza-----',
  () => 'AIza...',
  () => 'figd_xxxxxxxxxxxxxxxxxxxx',
  () => 'ntn_...',
  () => 'tvly-YOUR_API_KEY',
  () => 'fc-YOUR_API_KEY',
  () => 'apify_api_your_token_goes_here',
  () => 'REDACTED',
  () => '[REDACTED]',
  () => '<redacted>',
  () => '[NOT GIVEN]',
  () => '<>',
  () => 'dummy',
  () => 'dummy-key',
  () => 'fake_token',
  () => 'mock-key',
  () => 'test-key',
  () => 'sample-api-key',
  () => 'demo',
  (key) => key,
  lower,
  () => '请替换为你的API密钥',
  () => '你的API密钥',
  () => '여기에 토큰 입력하세요',
  () => 'ここにAPIキーを入力してください',
  () => 'REEMPLAZAR_CON_TU_TOKEN',
  () => 'tu_clave_api_aqui',
  () => 'REMPLACEZ_PAR_VOTRE_TOKEN',
  () => 'votre_cle_api_ici',
  () => 'seu_token_aqui',
  () => 'sua_chave_de_api',
  () => 'DEIN_API_SCHLUESSEL_HIER',
  () => 'il_tuo_token_qui',
  () => 'ВАШ_ТОКЕН_ЗДЕСЬ',
  () => 'WKLEJ_TUTAJ_SWOJ_TOKEN',
  () => 'buraya_token_girin',
  () => 'Set via 1Password',
  () => 'managed by Vault, see the runbook',
  () => 'get one at https://console.example.com/keys',
  () => 'stored in the keychain',
  () => 'very_secure_session_password_minimum_32_chars',
  () => 'ci-smoke-test-secret-not-for-production',
  () => 'not-needed-lite-proxy',
  () => 'not-needed',
  () => 'ollama',
  () => 'lm-studio',
  () => 'no-key',
  () => 'none',
  () => 'null',
  () => 'EMPTY',
  () => 'optional',
  () => 'user_provided',
  () => '',
  () => 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6',
  () => '61b2c3d4e5f60718293a4b5c6d7e8f90',
  () => '0123456789abcdef0123456789abcdef',
  () => '1234567890abcdef',
  () => 'abcdefghijklmnopqrstuvwxyz123456',
  () => 'aabbccdd-eeff-0011-2233-445566778899',
  () => '00000000-0000-0000-0000-000000000000',
  () => 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
  () => '12345678-1234-1234-1234-123456789abc',
  () => ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join(''),
  () => ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/'),
  () => 'true',
];

/** A placeholder for the value of this environment variable, header or flag. */
export function placeholder(random: Random, key: string): string {
  const name = key.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase();
  return random.pick(PLACEHOLDERS)(name, random);
}

const PLAIN = /^[\w./:<>[\]-]+$/;

/** A placeholder that needs no quotes in any syntax: for command lines and URLs. */
export function plainPlaceholder(random: Random, key: string): string {
  for (;;) {
    const value = placeholder(random, key);
    if (PLAIN.test(value) && !/[<>[\]]/.test(value)) return value;
  }
}
