/** When a JSON Web Token ends by itself, which servers check offline and which so outlives its revocation. */
export function untilExpiry(expiresAt: number | undefined, now: number): string {
  const kind = 'It is a JSON Web Token, which servers check by themselves';
  if (expiresAt === undefined) return `${kind}; it does not say when it expires.`;
  const minutes = Math.max(1, Math.ceil((expiresAt - now) / 60_000));
  const time = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return `${kind}; it expires at ${time} UTC, in ${spanOf(minutes)}.`;
}

function spanOf(minutes: number): string {
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return minutes < 2880 ? `${Math.ceil(minutes / 60)} hours` : `${Math.ceil(minutes / 1440)} days`;
}

/** One sentence for people per way in which the revocation of an MCP server's token ends. */
export const WORDS = {
  expired: 'The token says of itself that it has expired, so it no longer works anywhere.',
  notBearer:
    'This value cannot be a bearer token (it has spaces or characters that no header carries): ask the owner of the MCP server to replace it.',
  alreadyInactive: 'The MCP server already refused the token before anything was done.',
  revoked: 'The token was revoked at its issuer, and its MCP server or issuer now refuses it.',
  refusedUnseen:
    'The MCP server that stands beside the token refuses it, but was never seen to take it. If the token was issued for that server, it is dead; if for another one, it may live: look which server it is for, and whether it lives there.',
  untrusted:
    "Neither the MCP server nor the token's issuer is in the policy, so nothing was sent anywhere: register the server and its issuer in .github/rekey.yml, or ask the owner of the MCP server to revoke the token.",
  untrustedIssuer:
    'The MCP server names no authorization server that the policy trusts: add its issuer to .github/rekey.yml, or ask the owner of the MCP server to revoke the token.',
  refusedServer:
    "The MCP server's metadata points to another origin or speaks for another resource, so it was not followed: ask the owner of the MCP server to correct it and to revoke the token.",
  refusedIssuer:
    "The authorization server's metadata names another issuer or an endpoint at another origin, so the token was not sent to it: ask its owner to correct the metadata and to revoke the token.",
  noServerMetadata:
    'The MCP server names no authorization server, so the token is probably a fixed key: ask the owner of the MCP server to replace it.',
  noIssuerMetadata:
    'The authorization server publishes no metadata, so it offers no way to revoke the token: ask its owner to revoke it.',
  noRevocation:
    'The authorization server has no revocation endpoint: ask its owner to revoke the token, or wait until it expires.',
  unsupportedType:
    'The authorization server cannot revoke tokens of this kind (often JWTs): remove the client or the grant there, or wait until the token expires.',
  clientRefused:
    "The authorization server refused every client that Rekey may act as: let the policy's client revoke tokens there, or ask its owner to revoke this one.",
  stillAccepted:
    'The issuer accepted the revocation, but nothing yet proves that the token is dead: it will be tried again.',
  issuerUnavailable:
    'The authorization server gave no usable answer to the revocation: it will be tried again.',
  discoveryUnavailable:
    'The metadata of the MCP server or of its authorization server could not be read: it will be tried again.',
  diedMeanwhile:
    'The token died while it was being revoked, with another credential that leaked beside it: its MCP server or issuer now refuses it.',
  streamOutlives:
    'A stream that was opened with it before is still open: have the MCP server end its sessions, or restart it.',
  notToken:
    'This value cannot be a token (it has spaces or characters that no request carries): ask its owner to replace it.',
  nowhere:
    'Nothing beside this credential tells whose it is, so nothing was sent anywhere: ask the owner of the MCP server to end it at its authorization server.',
  untrustedHome:
    "Neither the MCP server nor the authorization server of this credential is in the policy, so nothing was sent anywhere: register them in .github/rekey.yml, or ask the authorization server's owner to end it.",
  refreshRevoked:
    'The refresh token was revoked at its issuer, which now refuses it: no more access tokens can be made with it.',
  refreshLives:
    'The issuer accepted the revocation of the refresh token, but still gave tokens for it (they were revoked at once): it will be tried again.',
  refreshUnproved:
    'The issuer accepted the revocation of the refresh token, but nothing proves that it is dead, since it is not known to which client it belongs: ask the owner of the authorization server.',
  refreshUnseen:
    "The issuer refuses a refresh as the client that stands beside the token, but was never seen to give one. If it is a refresh token of that client, it is dead; if another's, or an access token, it may live: ask the owner of the authorization server.",
  refreshUnsupported:
    'The authorization server cannot revoke refresh tokens: remove the client or the grant there.',
  secretNoClient:
    'No client id stands beside this client secret, so it cannot be tried: ask the owner of the authorization server to replace it.',
  secretLives:
    'The client secret still works. Only the owner of the authorization server can replace it, since no registration token (RFC 7592) leaked with it: rotate the secret or remove the client there.',
  secretUnknown:
    'Whether the client secret works could not be told, and no registration token (RFC 7592) leaked with it: have the owner of the authorization server rotate it.',
  secretDead: 'The authorization server no longer believes the client secret.',
  secretRefused:
    'The authorization server does not let the leaked registration token remove its client: ask its owner to rotate the client secret.',
  clientRemoved:
    'The client was removed at its authorization server (RFC 7592), which now refuses its secret and its registration token: register the client anew.',
  clientGone: 'The client of this credential no longer exists at its authorization server.',
  clientUnproved:
    'The authorization server accepted that the client is removed, but still answers for it: it will be tried again.',
  registrationUnknown:
    "The registration token (RFC 7592) was refused before anything was done, which proves nothing if the address beside it is another client's: ask the owner of the authorization server whether the client still exists.",
  otherClient:
    "The client that stands beside the client secret was removed, but it was not seen that the secret is that client's: ask the owner of the authorization server whether it works for another one.",
  noRegistration:
    'It is not known where the client of this registration token is managed, or the place is not at a trusted issuer: ask the owner of the authorization server to remove the client.',
  cannotUndo:
    'Only what can be undone was asked for, and the removal of a client cannot be: ask the owner of the authorization server to disable it.',
  tokenOutlives:
    'An access token that the client got before is still accepted by the MCP server: it must be revoked there, or it ends when it expires.',
  notContacted: 'The MCP server or its authorization server was not contacted.',
} as const;
