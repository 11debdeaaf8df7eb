import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

/**
 * Storage of one authorization server that forgets everything when it ends. oidc-provider's own in-memory storage is
 * shared by all providers of a process, so two worlds in one process would know each other's tokens.
 */
export function createTokenMemory(): AdapterFactory {
  const records = new Map<string, AdapterPayload>();
  return (model) => createModelMemory(records, model);
}

function createModelMemory(records: Map<string, AdapterPayload>, model: string): Adapter {
  const keyOf = (id: string) => `${model}:${id}`;
  const findBy = (matches: (payload: AdapterPayload) => boolean) => {
    const own = [...records].filter(([key]) => key.startsWith(keyOf('')));
    return Promise.resolve(own.map(([, payload]) => payload).find(matches));
  };
  return {
    upsert: async (id, payload) => void records.set(keyOf(id), payload),
    find: async (id) => records.get(keyOf(id)),
    findByUserCode: (userCode) => findBy((payload) => payload.userCode === userCode),
    findByUid: (uid) => findBy((payload) => payload.uid === uid),
    consume: async (id) => {
      const payload = records.get(keyOf(id));
      if (payload) records.set(keyOf(id), { ...payload, consumed: Math.floor(Date.now() / 1000) });
    },
    destroy: async (id) => void records.delete(keyOf(id)),
    revokeByGrantId: async (grantId) => {
      for (const [key, payload] of records) if (payload.grantId === grantId) records.delete(key);
    },
  };
}
