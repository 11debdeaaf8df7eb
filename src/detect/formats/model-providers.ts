import { alnum, base64url, hex, lowerAlnum, upperAlnum, type Format } from './format.ts';
import { scrambledAfter, token } from './token.ts';

/** OpenAI's keys carry this marker in the middle: base64 of "OpenAI". */
const OPENAI_MARK = 'T3BlbkFJ';

const anthropic = (type: string, prefixes: string | readonly string[]) =>
  token('anthropic', type, prefixes, base64url(80, 120), {
    example: (random) => `${typeof prefixes === 'string' ? prefixes : prefixes[0]}${random.base64url(93)}AA`,
  });

const openAi = (type: string, prefix: string, half: number) =>
  token('openai', type, prefix, base64url(40, 220), {
    confidence: 'exact',
    accepts: (whole) => whole.includes(OPENAI_MARK),
    example: (random) => `${prefix}${random.base64url(half)}${OPENAI_MARK}${random.base64url(half)}`,
    lookAlikes: (random) => [`${prefix}${random.base64url(156)}`],
  });

/** Those who run models of their own or of others. */
export const MODEL_PROVIDERS: readonly Format[] = [
  anthropic('anthropic-api-key', ['sk-ant-api03-', 'sk-ant-api04-']),
  anthropic('anthropic-admin-key', 'sk-ant-admin01-'),
  anthropic('anthropic-oauth-access-token', 'sk-ant-oat01-'),
  anthropic('anthropic-oauth-refresh-token', 'sk-ant-ort01-'),
  // The cookie of a session at claude.ai.
  anthropic('anthropic-session-key', 'sk-ant-sid01-'),
  openAi('openai-project-key', 'sk-proj-', 74),
  openAi('openai-service-account-key', 'sk-svcacct-', 74),
  openAi('openai-admin-key', 'sk-admin-', 58),
  token('openai', 'openai-legacy-key', 'sk-', [alnum(20), OPENAI_MARK, alnum(20)], {
    confidence: 'exact',
    lookAlikes: (random) => [`sk-${random.alnum(48)}`],
  }),
  // DeepSeek, DashScope and others that follow OpenAI's interface; the key's name tells which.
  token('openai-compatible', 'openai-compatible-key', 'sk-', hex(32), {
    lookAlikes: (random) => [`sk-${random.uuid()}`],
  }),
  token('openrouter', 'openrouter-api-key', 'sk-or-v1-', hex(64)),
  token('perplexity', 'perplexity-api-key', 'pplx-', alnum(48)),
  token('huggingface', 'huggingface-token', 'hf_', alnum(34, 40), {
    lookAlikes: () => ['hf_hub_download_a_file_from_the_cache'],
  }),
  token('huggingface', 'huggingface-organization-token', 'api_org_', alnum(34)),
  token('groq', 'groq-api-key', 'gsk_', alnum(52)),
  token('xai', 'xai-api-key', 'xai-', alnum(80)),
  token('replicate', 'replicate-api-token', 'r8_', alnum(37)),
  token('cerebras', 'cerebras-api-key', 'csk-', lowerAlnum(48)),
  token('fireworks', 'fireworks-api-key', 'fw_', alnum(22, 24), { accepts: scrambledAfter(3) }),
  token('together', 'together-api-key', 'tgp_v1_', base64url(43)),
  token('nvidia', 'nvidia-api-key', 'nvapi-', base64url(60, 70)),
  token('minimax', 'minimax-api-key', 'sk-api-', base64url(119)),
  token('elevenlabs', 'elevenlabs-api-key', 'sk_', hex(48)),
  token('cartesia', 'cartesia-api-key', 'sk_car_', alnum(20, 22)),
  token('voyage', 'voyage-api-key', ['pa-', 'al-'], base64url(43), { accepts: scrambledAfter(3) }),
  token('runpod', 'runpod-api-key', 'rpa_', [upperAlnum(40), alnum(6)]),
  token('modal', 'modal-token-secret', 'as-', alnum(22), {
    accepts: scrambledAfter(3),
    lookAlikes: (random) => [`ak-${random.alnum(22)}`],
  }),
  token('retell', 'retell-api-key', 'key_', hex(28)),
];
