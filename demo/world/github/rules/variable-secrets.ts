import type { Backend, Rule } from '../backend.ts';
import { conditional } from '../conditional.ts';
import { errorAnswer, jsonAnswer, type Answer, type GitHubRequest } from '../exchange.ts';
import { isRecord, textAt } from '../json.ts';
import { pageAnswer } from '../paging.ts';
import type { Family, Holder, VariableStore } from '../variable-store.ts';

const HOLDERS: readonly (readonly [string, (parts: readonly string[]) => readonly [Family, Holder]])[] = [
  [
    String.raw`^\/repos\/([^/]+)\/([^/]+)\/(actions|agents)\/secrets`,
    ([owner = '', repo = '', kind]) => [kind === 'agents' ? 'agents' : 'actions', { owner, repo }],
  ],
  [
    String.raw`^\/orgs\/([^/]+)\/(actions|agents)\/secrets`,
    ([owner = '', kind]) => [kind === 'agents' ? 'agents' : 'actions', { owner }],
  ],
  [
    String.raw`^\/repos\/([^/]+)\/([^/]+)\/environments\/([^/]+)\/secrets`,
    ([owner = '', repo = '', environment = '']) => ['actions', { owner, repo, environment }],
  ],
];

function permissionOf(family: Family, { repo, environment }: Holder): string {
  if (environment !== undefined) return 'environments';
  const name = family === 'agents' ? 'agent_secrets' : 'secrets';
  return repo === undefined ? `organization_${name}` : name;
}

/**
 * Actions and agents secrets, which the emulator lacks: the public key, the names, and writing with a sealed value.
 * https://docs.github.com/rest/actions/secrets
 */
export function secretRules(backend: Backend, store: VariableStore): readonly Rule[] {
  const refusal = (request: GitHubRequest, family: Family, holder: Holder): Answer | undefined => {
    const caller = backend.callers.identify(request);
    const level = request.method === 'GET' ? 'read' : 'write';
    const permission = permissionOf(family, holder);
    if (caller.kind === 'user' || store.allows(permission, level)) return undefined;
    return errorAnswer(403, 'Resource not accessible by integration', {
      'x-accepted-github-permissions': `${permission}=${level}`,
    });
  };

  const write = (request: GitHubRequest, family: Family, holder: Holder, name: string): Answer => {
    const { body } = request;
    if (textAt(body, 'key_id') !== store.keyId) return errorAnswer(422, 'Bad key_id');
    const selected = isRecord(body) ? body['selected_repository_ids'] : undefined;
    const isNew = store.writeSecret(family, holder, name, {
      encrypted: textAt(body, 'encrypted_value'),
      ...(holder.repo === undefined ? { visibility: textAt(body, 'visibility') } : {}),
      ...(Array.isArray(selected) ? { selected: selected.map(Number) } : {}),
    });
    return isNew ? jsonAnswer(201, {}) : { status: 204, headers: {}, body: Buffer.alloc(0) };
  };

  return HOLDERS.flatMap(([start, read]): readonly Rule[] => [
    {
      method: 'GET',
      pattern: new RegExp(`${start}$`),
      handle: async (request, _next, parts) => {
        const [family, holder] = read(parts);
        const refused = refusal(request, family, holder);
        if (refused) return refused;
        const isUnknown =
          holder.repo === undefined && !backend.plan.orgs.some(({ login }) => login === holder.owner);
        if (isUnknown) return errorAnswer(404, 'Not Found');
        const all = store.secrets(family, holder).map(({ name }) => store.secretDates(family, holder, name));
        const page = pageAnswer(request, backend.apiUrl, all, (secrets) => ({
          total_count: all.length,
          secrets,
        }));
        return conditional(request, page);
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(String.raw`${start}\/([^/]+)\/repositories$`),
      handle: async (request, _next, parts) => {
        const [family, holder] = read(parts);
        const refused = refusal(request, family, holder);
        if (refused) return refused;
        const name = (parts.at(-1) ?? '').toUpperCase();
        const found = store.secrets(family, holder).find((secret) => secret.name === name);
        if (found?.visibility !== 'selected') return errorAnswer(409, 'Conflict');
        const ids = found.selected ?? [];
        const page = pageAnswer(request, backend.apiUrl, ids, (some) => ({
          total_count: ids.length,
          repositories: some.map((id) => ({ id })),
        }));
        return conditional(request, page);
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(String.raw`${start}\/public-key$`),
      handle: async (request, _next, parts) => {
        const [family, holder] = read(parts);
        return (
          refusal(request, family, holder) ?? jsonAnswer(200, { key_id: store.keyId, key: store.publicKey })
        );
      },
    },
    ...['GET', 'PUT'].map((method): Rule => ({
      method,
      pattern: new RegExp(String.raw`${start}\/(?!public-key$)([^/]+)$`),
      handle: async (request, _next, parts) => {
        const [family, holder] = read(parts);
        const name = parts.at(-1) ?? '';
        const refused = refusal(request, family, holder);
        if (refused) return refused;
        if (method === 'PUT') return write(request, family, holder, name);
        const found = store.secretDates(family, holder, name);
        return found ? jsonAnswer(200, found) : errorAnswer(404, 'Not Found');
      },
    })),
  ]);
}
