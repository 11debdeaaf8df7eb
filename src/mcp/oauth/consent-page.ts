import { plain } from '../../base/plain.ts';
import { html, type Html } from '../../web/html.ts';
import { PAGE_HEADERS, plainPage } from '../../web/page.ts';

/** What a person is asked. */
export interface Asked {
  readonly uid: string;
  /** As the client calls itself: anybody can say anything there. */
  readonly client: string;
  readonly redirectUri: string;
  readonly login: string;
  /** Whose installations the agent would read. */
  readonly owners: readonly string[];
  /** Of the forms of the session. */
  readonly token: string;
}

/** Where the browser goes afterwards, for people. */
export function placeOf(redirectUri: string): string {
  const { protocol, host } = new URL(redirectUri);
  return protocol === 'http:' ? `a program on this machine (${host})` : host;
}

/** A browser follows a form to where it leads in the end, so that place is named as well. */
export const consentHeaders = (redirectUri: string): Readonly<Record<string, string>> => ({
  ...PAGE_HEADERS,
  'content-security-policy': (PAGE_HEADERS['content-security-policy'] ?? '').replace(
    "form-action 'self'",
    `form-action 'self' ${new URL(redirectUri).origin}`,
  ),
});

/** The page that asks whether an agent may read. */
export function consentPage({ uid, client, redirectUri, login, owners, token }: Asked): Html {
  return plainPage(
    'Let an agent read',
    html`<h1>Let an agent read what you see here?</h1>
      <p>
        <b>${plain(client)}</b> asks for it. It calls itself that; nobody has checked it. Go on only if you
        have just begun this yourself.
      </p>
      <dl class="facts">
        <dt>You are</dt>
        <dd>@${login}</dd>
        <dt>It reads of</dt>
        <dd>${owners.length > 0 ? owners.join(', ') : 'the organisations that you see here'}</dd>
        <dt>Your browser goes on to</dt>
        <dd>${placeOf(redirectUri)}</dd>
      </dl>
      <p>
        It may read credentials, incidents, findings and servers as you may, for 30 days at most, and only
        while you may. It sees no secret, and can decide or change nothing.
      </p>
      <form class="inline" method="post" action="/oauth/consent/${uid}">
        <input type="hidden" name="token" value="${token}" />
        <button name="answer" value="allow">Let it read</button>
        <button name="answer" value="refuse">Refuse</button>
      </form>`,
  );
}

/** Whoever runs Rekey has no account that could be asked again later what it may see. */
export const operatorPage = (uid: string): Html =>
  plainPage(
    'Log in',
    html`<h1>Log in with GitHub first</h1>
      <p>
        You opened the dashboard by a link. An agent reads as a person, whose rights are read again every ten
        minutes.
      </p>
      <p>
        <a class="button" href="/login?back=${encodeURIComponent(`/oauth/consent/${uid}`)}"
          >Log in with GitHub</a
        >
      </p>`,
  );

/** What somebody sees who comes too late, or from another browser. */
export const overPage = (): Html =>
  plainPage(
    'Not connected',
    html`<h1>This was not begun here</h1>
      <p>
        It was begun more than ten minutes ago, in another browser, or is done already. Begin again where you
        began.
      </p>`,
  );
