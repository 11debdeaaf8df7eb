import type { Backend } from './backend.ts';
import type { RepositoryName } from './github-world.ts';
import { textAt, type JsonRecord } from './json.ts';
import type { WebhookRelay } from './webhook-relay.ts';

/** A place of a secret, as GitHub lists it. */
export interface AlertLocation {
  readonly type: string;
  readonly details: JsonRecord;
}

/** An alert of GitHub's secret scanning. */
export interface AlertRecord {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly secret: string;
  readonly secretType: string;
  readonly locations: readonly AlertLocation[];
  readonly state: 'open' | 'resolved';
  readonly resolution: string | null;
  readonly resolution_comment: string | null;
}

/** What GitHub's secret scanning does, and what a test looks at. */
export interface AlertActions {
  /** Opens an alert and tells of it, unless `silent`. Returns its number. */
  addAlert(
    alert: RepositoryName & {
      readonly secret: string;
      readonly secretType: string;
      readonly locations?: readonly AlertLocation[];
      readonly silent?: boolean;
    },
  ): Promise<number>;
  /** Opens a resolved alert again, as a person may, and tells of it. */
  reopenAlert(where: RepositoryName & { readonly number: number }): Promise<void>;
  getAlert(where: RepositoryName & { readonly number: number }): AlertRecord | undefined;
  /** The location of a text in a file of a commit. */
  locate(
    where: RepositoryName & { readonly sha: string; readonly path: string; readonly text: string },
  ): Promise<AlertLocation>;
}

/** Keeps the alerts of all repositories. */
export class Alerts {
  readonly #backend: Backend;
  readonly #relay: WebhookRelay;
  readonly #all: AlertRecord[] = [];

  constructor(backend: Backend, relay: WebhookRelay) {
    this.#backend = backend;
    this.#relay = relay;
  }

  of({ owner, repo }: RepositoryName): readonly AlertRecord[] {
    return this.#all.filter((one) => one.owner === owner && one.repo === repo);
  }

  change(alert: AlertRecord, change: Partial<AlertRecord>): AlertRecord {
    const changed = { ...alert, ...change };
    this.#all[this.#all.indexOf(alert)] = changed;
    return changed;
  }

  /** As REST answers it, and a webhook holds it but for the secret. */
  toAnswer(alert: AlertRecord, withSecret: boolean): JsonRecord {
    const { owner, repo, number, secret, secretType, state, resolution, resolution_comment } = alert;
    const url = `${this.#backend.apiUrl}/repos/${owner}/${repo}/secret-scanning/alerts/${number}`;
    return {
      number,
      url,
      html_url: `https://github.com/${owner}/${repo}/security/secret-scanning/${number}`,
      locations_url: `${url}/locations`,
      state,
      resolution,
      resolution_comment,
      secret_type: secretType,
      secret_type_display_name: secretType,
      validity: 'unknown',
      publicly_leaked: false,
      multi_repo: false,
      ...(withSecret ? { secret } : {}),
    };
  }

  actions(): AlertActions {
    const find = ({ number, ...where }: RepositoryName & { readonly number: number }) =>
      this.of(where).find((one) => one.number === number);
    return {
      addAlert: async ({ owner, repo, secret, secretType, locations = [], silent = false }) => {
        const number = this.of({ owner, repo }).length + 1;
        const open = { state: 'open', resolution: null, resolution_comment: null } as const;
        const alert: AlertRecord = { owner, repo, number, secret, secretType, locations, ...open };
        this.#all.push(alert);
        if (!silent) await this.#tell('created', alert);
        return number;
      },
      reopenAlert: async (where) => {
        const alert = find(where);
        const open = { state: 'open', resolution: null, resolution_comment: null } as const;
        if (alert) await this.#tell('reopened', this.change(alert, open));
      },
      getAlert: find,
      locate: async ({ owner, repo, sha, path, text }) => {
        const file = await this.#backend.read(owner, `/repos/${owner}/${repo}/contents/${path}?ref=${sha}`);
        const lines = Buffer.from(textAt(file, 'content'), 'base64').toString('utf8').split('\n');
        const line = lines.findIndex((one) => one.includes(text));
        const column = Buffer.byteLength((lines[line] ?? '').slice(0, (lines[line] ?? '').indexOf(text)));
        return {
          type: 'commit',
          details: {
            path,
            start_line: line + 1,
            end_line: line + 1,
            start_column: column + 1,
            end_column: column + 1 + Buffer.byteLength(text),
            blob_sha: textAt(file, 'sha'),
            blob_url: '',
            commit_sha: sha,
            commit_url: '',
          },
        };
      },
    };
  }

  /** https://docs.github.com/webhooks/webhook-events-and-payloads#secret_scanning_alert */
  async #tell(action: string, alert: AlertRecord): Promise<void> {
    const { owner, repo } = alert;
    const id = this.#backend.plan.installations[owner];
    if (!this.#backend.plan.events.includes('secret_scanning_alert') || id === undefined) return;
    await this.#relay.send('secret_scanning_alert', {
      action,
      alert: this.toAnswer(alert, false),
      repository: await this.#backend.read(owner, `/repos/${owner}/${repo}`),
      sender: { login: 'github', type: 'Organization' },
      installation: { id },
    });
  }
}
