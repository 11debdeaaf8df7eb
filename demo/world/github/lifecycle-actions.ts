import type { Backend } from './backend.ts';
import type { InstallationStates } from './installation-states.ts';
import { isRecord, numberAt, textAt, type JsonRecord } from './json.ts';
import type { Delivery, WebhookRelay } from './webhook-relay.ts';

interface Where {
  readonly owner: string;
  readonly repo: string;
}

/** What happens to an installation and its repositories; each sends the webhooks that GitHub sends. */
export interface LifecycleActions {
  /** The App was installed for an owner: `installation.created` with all repositories. */
  announceInstallation(owner: string): Promise<Delivery>;
  deleteInstallation(owner: string): Promise<Delivery>;
  suspendInstallation(owner: string): Promise<Delivery>;
  unsuspendInstallation(owner: string): Promise<Delivery>;
  acceptPermissions(owner: string): Promise<Delivery>;
  /** Takes a repository out of the installation, or back in. */
  selectRepository(where: Where, selected: boolean): Promise<Delivery>;
  renameRepository(where: Where, name: string): Promise<Delivery>;
  transferRepository(where: Where, newOwner: string): Promise<Delivery>;
  deleteRepository(where: Where): Promise<Delivery>;
  archiveRepository(where: Where, archived: boolean): Promise<Delivery>;
  /** Sends `repository` with its action, and for a publication `public` as well. */
  publishRepository(where: Where, visible: 'public' | 'private'): Promise<Delivery>;
  /** What is left of an owner's requests until the reset. */
  setRemaining(owner: string, remaining: number, resetInSeconds?: number): void;
  /** Webhooks that match are never sent, and GitHub's list of deliveries knows nothing of them. */
  loseWebhooks(match: ((event: string, payload: JsonRecord) => boolean) | undefined): void;
}

const path = ({ owner, repo }: Where) => `/repos/${owner}/${repo}`;

const short = (one: JsonRecord) => ({
  id: one['id'],
  node_id: one['node_id'],
  name: one['name'],
  full_name: one['full_name'],
  private: one['private'],
});

/** Makes the actions over the world's parts. */
export function createLifecycleActions(
  backend: Backend,
  states: InstallationStates,
  relay: WebhookRelay,
): LifecycleActions {
  const idOf = (owner: string): number => backend.plan.installations[owner] ?? 0;
  const account = async (owner: string): Promise<JsonRecord> => {
    const found = await backend.read(owner, `/users/${owner}`);
    return isRecord(found) ? found : { login: owner, type: 'Organization' };
  };
  const sender = (owner: string) => account(backend.actorFor(owner));
  const read = async (where: Where): Promise<JsonRecord> => {
    const found = await states.repository(where.owner, where.repo);
    if (!found) throw new Error(`no repository ${where.owner}/${where.repo}`);
    return states.dress(found);
  };
  const installation = async (owner: string): Promise<JsonRecord> => ({
    id: idOf(owner),
    account: await account(owner),
    app_id: backend.plan.appId,
    app_slug: backend.plan.appSlug,
    target_type: textAt(await account(owner), 'type') || 'User',
    repository_selection: 'all',
    permissions: backend.plan.permissions,
    events: backend.plan.events,
    suspended_at: states.suspended.get(idOf(owner)) ?? null,
  });

  const tell = async (owner: string, action: string, more: JsonRecord = {}): Promise<Delivery> =>
    relay.send('installation', {
      action,
      installation: await installation(owner),
      sender: await sender(owner),
      ...more,
    });

  const tellRepository = async (
    owner: string,
    event: string,
    repository: JsonRecord,
    more: JsonRecord,
  ): Promise<Delivery> =>
    relay.send(event, {
      ...more,
      repository,
      installation: { id: idOf(owner), node_id: '' },
      sender: await sender(owner),
    });

  const change = (where: Where, body: JsonRecord) =>
    backend.act(backend.actorFor(where.owner), 'PATCH', path(where), body);

  return {
    announceInstallation: async (owner) => {
      const repositories = backend.plan.repositories.filter((one) => one.owner === owner);
      const found = await Promise.all(repositories.map(({ name }) => read({ owner, repo: name })));
      return tell(owner, 'created', { repositories: found.map(short), requester: null });
    },
    deleteInstallation: async (owner) => {
      states.deleted.add(idOf(owner));
      return tell(owner, 'deleted', { repositories: [] });
    },
    suspendInstallation: async (owner) => {
      states.suspended.set(idOf(owner), new Date().toISOString());
      return tell(owner, 'suspend');
    },
    unsuspendInstallation: async (owner) => {
      states.suspended.delete(idOf(owner));
      return tell(owner, 'unsuspend');
    },
    acceptPermissions: (owner) => tell(owner, 'new_permissions_accepted'),
    selectRepository: async (where, selected) => {
      const repository = await read(where);
      const id = numberAt(repository, 'id');
      if (selected) states.hidden.delete(id);
      else states.hidden.add(id);
      return relay.send('installation_repositories', {
        action: selected ? 'added' : 'removed',
        installation: await installation(where.owner),
        repository_selection: 'selected',
        repositories_added: selected ? [short(repository)] : [],
        repositories_removed: selected ? [] : [short(repository)],
        requester: null,
        sender: await sender(where.owner),
      });
    },
    renameRepository: async (where, name) => {
      const { id } = await read(where);
      await change(where, { name });
      states.rememberName(where.owner, where.repo, Number(id));
      const repository = await read({ owner: where.owner, repo: name });
      const changes = { repository: { name: { from: where.repo } } };
      return tellRepository(where.owner, 'repository', repository, { action: 'renamed', changes });
    },
    transferRepository: async (where, newOwner) => {
      const { id } = await read(where);
      await backend.act(backend.actorFor(where.owner), 'POST', `${path(where)}/transfer`, {
        new_owner: newOwner,
      });
      states.rememberName(where.owner, where.repo, Number(id));
      const repository = await read({ owner: newOwner, repo: where.repo });
      const changes = { owner: { from: { user: await account(where.owner) } } };
      return tellRepository(newOwner, 'repository', repository, { action: 'transferred', changes });
    },
    deleteRepository: async (where) => {
      const repository = await read(where);
      await backend.act(backend.actorFor(where.owner), 'DELETE', path(where));
      return tellRepository(where.owner, 'repository', repository, { action: 'deleted' });
    },
    archiveRepository: async (where, archived) => {
      await change(where, { archived });
      const action = archived ? 'archived' : 'unarchived';
      return tellRepository(where.owner, 'repository', await read(where), { action });
    },
    publishRepository: async (where, visible) => {
      await change(where, { private: visible === 'private' });
      const repository = await read(where);
      if (visible === 'public') await tellRepository(where.owner, 'public', repository, {});
      const action = visible === 'public' ? 'publicized' : 'privatized';
      return tellRepository(where.owner, 'repository', repository, { action });
    },
    setRemaining: (owner, remaining, resetInSeconds = 3600) => {
      const quota = states.quotaOf(idOf(owner));
      quota.remaining = remaining;
      quota.reset = Math.floor(Date.now() / 1000) + resetInSeconds;
    },
    loseWebhooks: (match) => relay.setLost(match),
  };
}
