import { alnum, base32, base64url, digits, hex, padding, upperAlnum, type Format } from './format.ts';
import { scrambledAfter, token } from './token.ts';

const ID = digits(9, 14);

/**
 * The first three characters of a Discord bot's id in base64: ids are decimal numbers, so few are possible.
 * https://docs.discord.com/developers/reference#authentication
 */
const DISCORD_STARTS = ['MT', 'Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'].flatMap((start) =>
  Array.from('AEIMQUYcgk', (third) => start + third),
);

const isDiscord = (whole: string) => {
  const [id = ''] = whole.split('.', 1);
  return /^\d{17,20}$/.test(Buffer.from(id, 'base64url').toString('latin1'));
};

/** Where people talk, and what sends them messages. */
export const CHAT: readonly Format[] = [
  token('slack', 'slack-bot-token', 'xoxb-', [ID, '-', ID, '-', alnum(20, 40)]),
  token('slack', 'slack-legacy-bot-token', 'xoxb-', [ID, '-', alnum(18, 26)]),
  token('slack', 'slack-user-token', 'xoxp-', [ID, '-', ID, '-', ID, '-', hex(28, 40)]),
  token('slack', 'slack-legacy-token', ['xoxs-', 'xoxo-'], [ID, '-', ID, '-', ID, '-', hex(10, 64)]),
  token('slack', 'slack-workspace-token', ['xoxa-2-', 'xoxr-2-'], [ID, '-', ID, '-', ID, '-', hex(28, 64)]),
  token('slack', 'slack-session-token', 'xoxc-', [ID, '-', ID, '-', ID, '-', hex(64)]),
  token('slack', 'slack-app-token', 'xapp-1-A', [alnum(8, 12), '-', ID, '-', hex(64)]),
  token('slack', 'slack-config-access-token', ['xoxe.xoxp-1-', 'xoxe.xoxb-1-'], alnum(150, 170)),
  token('slack', 'slack-config-refresh-token', 'xoxe-1-', alnum(140, 150)),
  // The bot's id, when the token was made, and the signature.
  token(
    'discord',
    'discord-bot-token',
    DISCORD_STARTS,
    [base64url(20, 24), '.', base64url(6), '.', base64url(27, 38)],
    {
      confidence: 'exact',
      accepts: isDiscord,
      example: (random) =>
        `${Buffer.from(`1${random.digits(18)}`).toString('base64url')}.${random.base64url(6)}.${random.base64url(38)}`,
    },
  ),
  // The bot's id, a colon, and the secret. https://core.telegram.org/bots/api#authorizing-your-bot
  token('telegram', 'telegram-bot-token', ':AA', base64url(33), { lead: digits(8, 10) }),
  token('dingtalk', 'dingtalk-robot-secret', 'SEC', hex(64)),
  // Base64 of "tok:".
  token('intercom', 'intercom-access-token', ['dG9rOj', 'dG9rOm'], [alnum(50, 56), padding(0, 2)]),
  token('ntfy', 'ntfy-access-token', 'tk_', alnum(29), { accepts: scrambledAfter(3) }),
  token('courier', 'courier-auth-token', ['pk_prod_', 'pk_test_'], upperAlnum(28), {
    accepts: (whole) => /\d/.test(whole),
    lookAlikes: (random) => [`pk_live_${random.alnum(24)}`],
  }),
  token('onesignal', 'onesignal-api-key', ['os_v2_app_', 'os_v2_org_'], base32(103)),
  token('telnyx', 'telnyx-api-key', 'KEY0', [upperAlnum(31), '_', base64url(22)]),
  token('sendgrid', 'sendgrid-api-key', 'SG.', [base64url(22), '.', base64url(43)]),
  token('mailgun', 'mailgun-api-key', 'key-', hex(32), {
    lookAlikes: (random) => [`pubkey-${random.hex(32)}`],
  }),
  token('brevo', 'brevo-api-key', 'xkeysib-', [hex(64), '-', alnum(16)]),
  token('brevo', 'brevo-smtp-key', 'xsmtpsib-', [hex(64), '-', alnum(16)]),
  token('resend', 'resend-api-key', 're_', [alnum(8), '_', alnum(24)], {
    accepts: scrambledAfter(3),
    lookAlikes: () => ['re_compiled_TheWholePatternOfAllOne'],
  }),
  token('mailersend', 'mailersend-api-token', 'mlsn.', hex(64)),
  token('mandrill', 'mandrill-api-key', 'md-', base64url(22), { accepts: scrambledAfter(3) }),
  token('klaviyo', 'klaviyo-private-key', 'pk_', hex(34)),
  token('nylas', 'nylas-api-key', 'nyk_v0_', alnum(64)),
];
