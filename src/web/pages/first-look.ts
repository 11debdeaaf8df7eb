import { readFirstContacts, type InstallationContact } from '../../jobs/first-contact/read-first-contacts.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { table } from '../parts.ts';
import type { PageRequest } from '../request.ts';

function section({ owner, contact }: InstallationContact): Html {
  if (!contact)
    return html`<section class="card">
      <h2>${owner}</h2>
      <p>Nothing was found, and nothing is missing.</p>
    </section>`;
  const { read, found, groups, worst, policy, gaps } = contact;
  return html`<section class="card">
    <h2>${owner}</h2>
    <p>${read} ${found}</p>
    ${table(
      'What was found',
      ['Credentials', { numbers: 'How many' }],
      groups.map(
        ({ words, count }) =>
          html`<tr>
            <th scope="row">${words}</th>
            <td class="num">${count}</td>
          </tr>`,
      ),
    )}
    ${table(
      'The worst of those that are open',
      ['Severity', 'Credential', 'Repository', 'Is it dead?'],
      worst.map(
        ({ severity, credential, repository, state }) =>
          html`<tr>
            <td>${severity}</td>
            <th scope="row">${credential}</th>
            <td><code>${repository}</code></td>
            <td>${state}</td>
          </tr>`,
      ),
      'None is open.',
    )}
    <p>What Rekey does from now on:</p>
    <ul>
      ${policy.map((line) => html`<li>${line}</li>`)}
    </ul>
    <ul>
      ${gaps.map((line) => html`<li>${line}</li>`)}
    </ul>
  </section>`;
}

/** What was found in all that was there before Rekey, and what it does from now on; by installation. */
export async function firstLookPage({ context, session }: PageRequest): Promise<Html> {
  const all = await readFirstContacts(context.db);
  return page(
    'First look',
    html`<h1>First look</h1>
      ${all.map(section)} ${all.length === 0 ? html`<p>No installation is known yet.</p>` : ''}`,
    { at: '/first-look', session },
  );
}
