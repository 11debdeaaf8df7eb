/**
 * Why an incident stands as it does, where a person said so or the App left. They are kept with the incident, and shown with
 * what people wrote in them escaped.
 */
export const EXPLANATIONS = {
  notASecret: (who: string, reason: string) => `Not a secret, says ${who}: ${reason}`,
  riskAccepted: (who: string, day: string, reason: string) =>
    `Risk accepted by ${who} until ${day}: ${reason}`,
  reopened: (who: string) =>
    `Reopened by ${who}. Its value was no longer kept, so Rekey reads again where it stood and revokes it if it finds it there; if not, revoke it by hand.`,
  declined: (who: string, reason?: string) =>
    reason === undefined ? `Declined by ${who}.` : `Declined by ${who}: ${reason}`,
  rotated: (who: string) => `${who} said that it was rotated, and so it is.`,
  notProved: (who: string) => `Rotated, says ${who}; Rekey could not prove it.`,
  uninstalled: 'The App was uninstalled before this credential was revoked: rotate it at its issuer.',
} as const;
