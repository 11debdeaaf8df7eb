import { readSecretUses } from '../../views/uses.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import type { PageRequest } from '../request.ts';
import { day, names } from '../parts.ts';
import { usesSection } from '../uses-graph.ts';

const SCOPES = {
  repository: 'A secret of the repository',
  environment: 'A secret of an environment in',
  organization: 'A secret of the organisation',
} as const;

const distinct = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => (text === undefined || text === '' ? [] : [text]))),
];

/** One secret of GitHub Actions: how far what it holds reaches; undefined for who may not see it. */
export async function secretPage({ context, session }: PageRequest, id: string): Promise<Html | undefined> {
  const secret = await readSecretUses(context.db, session.viewer, id);
  if (!secret) return undefined;
  const { name, scope, repository, environment, owners, createdAt, rotatedAt, usedAt } = secret;
  const servers = distinct(secret.paths.map(({ server }) => server));
  const environments = distinct([environment ?? undefined, ...secret.paths.map((path) => path.environment)]);
  const uses = usesSection(secret, 'This secret');
  return page(
    name,
    html`<p><a href="/register?list=secrets">Actions secrets</a></p>
      <h1><code>${name}</code></h1>
      <section class="card">
        <p>
          ${SCOPES[scope]} ${repository === null ? '' : html`<code>${repository}</code>`}
          ${environment === null ? '' : html`(<code>${environment}</code>)`}
        </p>
        <dl class="facts">
          <dt>Owner</dt>
          <dd>${names(owners, 5)}</dd>
          <dt>MCP servers</dt>
          <dd>${names(servers, 5)}</dd>
          <dt>Environments</dt>
          <dd>${names(environments, 5)}</dd>
          <dt>Made</dt>
          <dd>${day(createdAt)}</dd>
          <dt>Last rotated</dt>
          <dd>${day(rotatedAt)}</dd>
          <dt>Last known to be taken</dt>
          <dd>${usedAt === null ? '–' : day(usedAt)}</dd>
        </dl>
      </section>
      ${
        uses === ''
          ? html`<section class="card">
              <p>Nothing on a default branch takes it. ${secret.unknown}</p>
            </section>`
          : uses
      }`,
    { at: '/register', session },
  );
}
