import { readFirstContacts, type InstallationContact } from '../jobs/first-contact/read-first-contacts.ts';
import type { Database } from '../store/database.ts';
import { html, type Html } from './html.ts';
import { page } from './page.ts';

function section({ owner, contact }: InstallationContact): Html {
  if (!contact)
    return html`<h2>${owner}</h2>
      <p>Nothing was found, and nothing is missing.</p>`;
  const { read, found, groups, worst, policy, gaps } = contact;
  return html`<h2>${owner}</h2>
    <p>${read} ${found}</p>
    <table>
      <tbody>
        ${groups.map(
          ({ words, count }) =>
            html`<tr>
              <td>${words}</td>
              <td>${count}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <table>
      <caption>
        The worst of those that are open
      </caption>
      <tbody>
        ${worst.map(
          ({ severity, credential, repository, state }) =>
            html`<tr>
              <td>${severity}</td>
              <td>${credential}</td>
              <td><code>${repository}</code></td>
              <td>${state}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p>What Rekey does from now on:</p>
    <ul>
      ${policy.map((line) => html`<li>${line}</li>`)}
    </ul>
    <ul>
      ${gaps.map((line) => html`<li>${line}</li>`)}
    </ul>`;
}

/** What was found in all that was there before Rekey, and what it does from now on; by installation. */
export async function firstLookPage(db: Database): Promise<Html> {
  const all = await readFirstContacts(db);
  return page(
    'First look',
    html`<p><a href="/">All incidents</a></p>
      <h1>First look</h1>
      ${all.map(section)} ${all.length === 0 ? html`<p>No installation is known yet.</p>` : ''}`,
  );
}
