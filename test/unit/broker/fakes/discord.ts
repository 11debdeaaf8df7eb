// https://discord.com/developers/docs/resources/webhook
import { alnum, digits, empty, ok, tokenOf, type Call, type Fake, type Reply, type Store } from './fake.ts';

const PATH = 'discord.com/api/webhooks/:id/:secret';

function find(call: Call, store: Store) {
  const token = store.living(call.part('secret'));
  return token?.keyId === call.part('id') ? token : undefined;
}

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json: it tells an unknown id from a wrong token. */
const refuse = (call: Call, { tokens }: Store): Reply =>
  tokens.some(({ keyId, isDead }) => keyId === call.part('id') && isDead !== true)
    ? ok({ message: 'Invalid Webhook Token', code: 50_027 }, 401)
    : ok({ message: 'Unknown Webhook', code: 10_015 }, 404);

export const DISCORD_FAKE: Fake = {
  record: 'discord-webhook',
  type: 'discord-webhook',
  make: () => tokenOf(alnum(68), { keyId: digits(18) }),
  routes: {
    [`GET ${PATH}`]: (call, store) => {
      const token = find(call, store);
      return token
        ? ok({
            id: token.keyId,
            type: 1,
            name: token.owner,
            guild_id: '199737254929760256',
            token: token.value,
          })
        : refuse(call, store);
    },
    [`DELETE ${PATH}`]: (call, store) => {
      const token = find(call, store);
      store.kill(token);
      return token ? empty() : refuse(call, store);
    },
  },
  acts: [`DELETE ${PATH}`],
  unknown: 'manual_required',
};
