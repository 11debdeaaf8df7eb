import type { ServerResponse } from 'node:http';
import { sendJson } from '../../unit/broker/scripted-server.ts';

/** How a provider answers about a token: what it is asked, and whether that is the revocation. */
export type Behaviour = (response: ServerResponse, token: string, isRevocation: boolean) => void;

const html = (response: ServerResponse, token: string) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end(`<html>${token}</html>`);
const endless = (response: ServerResponse, token: string) => {
  const timer = setInterval(() => response.write(token.repeat(1000)), 1);
  response.on('close', () => clearInterval(timer));
  response.writeHead(200, { 'content-type': 'application/json' });
};
const user = (token: string) => ({ login: 'octocat', type: 'User', name: token });
/** Alive when it is asked, and this when it is told to revoke. */
const onRevocation =
  (behave: Behaviour): Behaviour =>
  (response, token, isRevocation) =>
    isRevocation ? behave(response, token, true) : sendJson(response, 200, user(token));
const inside: Behaviour = (response, token) =>
  sendJson(response, 200, { error: 'bad_credentials', message: token, errors: [{ value: token }] });

/**
 * Ways in which a provider answers badly, in words, all of which repeat the token where they say anything.
 *
 * @param elsewhere origin to which redirects lead
 */
export function hostileProviders(elsewhere: () => string): readonly (readonly [string, Behaviour])[] {
  const redirect = (response: ServerResponse) =>
    void response.writeHead(307, { location: `${elsewhere()}/credentials/revoke` }).end();
  return [
    ['200 with an error inside', onRevocation(inside)],
    ['200 with an error inside, to everything', inside],
    ['HTML', onRevocation(html)],
    ['HTML to everything', html],
    ['a redirect', onRevocation(redirect)],
    ['a redirect to everything', redirect],
    ['nothing, ever', onRevocation(() => undefined)],
    ['nothing to anything', () => undefined],
    ['a body without an end', onRevocation(endless)],
    ['a body without an end, to everything', endless],
    [
      'an error that repeats the value',
      onRevocation((response, token) => sendJson(response, 422, { message: token }, { 'x-echo': token })),
    ],
  ];
}
