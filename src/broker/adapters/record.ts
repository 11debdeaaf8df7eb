import type { OutcomeState } from '../broker.ts';
import type { Rotation } from './rotation.ts';

/**
 * Text with `{placeholders}`, each encoded for the place where it stands. `{token}` is the leaked value; the named
 * groups of `values`, `keyId` and `credentialId`, what a `find` has taken, `{sha256}` of the value, `{jwt}`, and
 * `{admin}` with `{admin.field}` of the operator's credential are the others. `{name?}` may be absent.
 */
export type Template = string;

export type JsonTemplate =
  | Template
  | number
  | boolean
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate }
  /** What a `find` has copied, as it was; left out where there was nothing. */
  | { readonly $copy: string };

/** Whose authority a request carries. `nobody`: the provider asks for none, the value in the body is enough. */
export type Authority = 'token' | 'admin' | 'nobody';

export interface RequestTemplate {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Another pinned origin than the record's; a placeholder in it may be one DNS label only. */
  readonly origin?: Template;
  /** Begins with `/`; each placeholder becomes one percent-encoded segment. */
  readonly path: Template;
  readonly query?: Readonly<Record<string, Template>>;
  readonly headers?: Readonly<Record<string, Template>>;
  /** User and password of HTTP Basic (RFC 7617). */
  readonly basic?: readonly [Template, Template];
  readonly form?: Readonly<Record<string, Template>>;
  readonly json?: JsonTemplate;
  /** Signs the request with AWS Signature Version 4, for the region in the host's name, else us-east-1. */
  readonly aws?: { readonly service: 'iam' | 'sts'; readonly by: 'token' | 'admin' };
  /** Makes `{jwt}`, signed with the service-account key. */
  readonly google?: { readonly audience: string; readonly scope?: string; readonly by: 'token' | 'admin' };
}

/** One way in which a provider answers. All that is given must hold; pointers are JSON pointers (RFC 6901). */
export interface When {
  readonly status: readonly number[];
  /** Exactly these scalars. */
  readonly json?: Readonly<Record<string, string | number | boolean | null>>;
  /** One of these strings. */
  readonly oneOf?: Readonly<Record<string, readonly string[]>>;
  /** A string that holds this. */
  readonly contains?: Readonly<Record<string, string>>;
  /** Present and not null. */
  readonly has?: readonly string[];
  /** Absent, or nothing: null, 0, an empty text, list or object. */
  readonly without?: readonly string[];
  /** Text of the one XML element of that name. */
  readonly xml?: Readonly<Record<string, string>>;
}

/** A question that changes nothing and tells a living credential from a dead one. */
export interface Probe {
  readonly by: Authority;
  readonly request: RequestTemplate;
  readonly live: readonly When[];
  /** Of a pair (see `keyId` and `members`) and of a value without a mark a proof only after it was seen accepted. */
  readonly dead: readonly When[];
  /** The provider knows the name that stands beside the value, as another's. */
  readonly mismatched?: readonly When[];
  /** Also given to living credentials now and then, so a proof only after the credential was seen alive. */
  readonly deadOnceSeenLive?: readonly When[];
}

/** Where a value is in an answer, and what it must look like before it goes into the next request. */
export interface Take {
  readonly at?: string;
  readonly header?: string;
  readonly xml?: string;
  readonly pattern: RegExp;
}

/**
 * How the one entry of a list is recognised. `value`: it holds the leaked value itself. `mask`: it shows the ends of
 * the value, and no other entry of the whole list does. `ends`: the same, with its last characters alone. `only`: it is
 * the only entry of the whole list. These three prove it because the credential is alive before and after the list was
 * read, so the list holds it. `equals`: it shows an id that is known to be the leaked credential's.
 */
export type Match =
  | { readonly value: string }
  | { readonly mask: string }
  | { readonly ends: string }
  | { readonly only: true }
  | { readonly at: string; readonly equals: Template };

/** A request that finds the provider's own id of the leaked credential, exactly or not at all. */
export interface Find {
  readonly by: Authority;
  readonly request: RequestTemplate;
  /** The answer that can be read; any other ends the search. */
  readonly expect: readonly When[];
  /** Must be equal: the answer speaks of the same account, key or project. */
  readonly same?: Readonly<Record<string, Template>>;
  readonly list?: {
    readonly at: string;
    readonly match: Match;
    /** What the matching entry must not have: absent, or nothing. */
    readonly without?: readonly string[];
    /**
     * Further pages: `{cursor?}` of the request is the last page's value at `cursor`, while `more` is true. Or numbered
     * ones: `{page}` counts from 0, until as many entries were read as `total` says.
     */
    readonly pages?: { readonly more: string; readonly cursor: string } | { readonly total: string };
  };
  /**
   * What is taken, by the placeholder's name; of the matching entry when there is a list. The pattern's first group, where
   * it has one.
   */
  readonly take?: Readonly<Record<string, Take>>;
  /** Parts of the answer, or of the matching entry, that a later request repeats: pointers by name. */
  readonly copy?: Readonly<Record<string, string>>;
}

/** A request that ends a credential, and how the provider says that it did. */
export interface Act {
  readonly request: RequestTemplate;
  readonly accepted: readonly When[];
  /** The credential was dead when the request came. */
  readonly gone?: readonly When[];
  /** The list in the request's JSON that holds the value alone may hold so many; its answers are told by their status. */
  readonly bulk?: { readonly max: number };
}

/** One way to end the credential. The first that is possible is taken; a refusal leads to the next. */
export interface Way {
  readonly by: Authority;
  readonly find?: readonly Find[];
  /** Asks the provider whether the act would be accepted, without acting. */
  readonly dryRun?: Act;
  readonly act: Act;
  /** The act can be undone by the owner: the credential is disabled, not deleted. */
  readonly reversible?: true;
  /** For a reversible act: what deletes the credential after that, when a permanent end is asked for. */
  readonly final?: Act;
}

/** Where a text stands: a JSON pointer, a header, an XML element, or what the leaked value itself tells. */
export type Place =
  string | { readonly header: string } | { readonly xml: string } | { readonly value: Template };

/** How the provider's answer tells whose the credential is. Everything is bounded and scrubbed before it is shown. */
export interface Describe {
  /** The probe's request when absent. */
  readonly request?: RequestTemplate;
  readonly expect: readonly When[];
  /** The first that is present. */
  readonly owner?: readonly Place[];
  readonly kind?: 'user' | 'bot' | 'service' | 'org';
  /** An array of strings, or one string or header to be split at spaces and commas. */
  readonly scopes?: { readonly at?: string; readonly header?: string };
  readonly environment?: Place;
  /** ISO 8601, or seconds since the epoch. */
  readonly issuedAt?: string;
  readonly expiresAt?: string;
  readonly lastUsedAt?: string;
}

/** What else dies with the credential. */
export type Blast = 'token' | 'grant' | 'installation' | 'all_user_tokens';

/** Everything the broker knows of one provider's kind of credential. Data only: the engine is `run-record.ts`. */
export interface ProviderRecord {
  readonly id: string;
  /** As the detector names it. */
  readonly provider: string;
  /** The detector's types, or those of other callers of the broker. */
  readonly types: readonly string[];
  /** The provider's name for people. */
  readonly name: string;
  /** What the credential is called in a sentence; `token` when absent. */
  readonly noun?: 'key' | 'webhook';
  /** `self`: the leaked value is enough. `self_if_scoped`: if it has the right. `admin`: the operator's credential. */
  readonly class: 'self' | 'self_if_scoped' | 'admin';
  /** Pinned origins; with several, each is asked in turn which one knows the credential. */
  readonly origins: readonly string[];
  /**
   * Also at the origins that the operator lists under the record's provider, and perhaps at others. `listed`: at no
   * others, so that a refusal by all of them and by the pinned ones means that the credential is dead.
   */
  readonly selfHosted?: true | 'listed';
  /**
   * The whole value; what fits none is for a person. Named groups become placeholders. One that begins with no letters of the
   * provider's own is in doubt (`isMarked`), so each beginning has a form of its own.
   */
  readonly values: readonly RegExp[];
  /** Where the value is a JSON document, these of its members become placeholders. */
  readonly members?: Readonly<Record<string, RegExp>>;
  /** The second part, which must have been found beside the value. */
  readonly keyId?: RegExp;
  /**
   * The provider's id, which nothing of the value shows. It is known only of credentials that the broker issued or that
   * its operator registered by their values.
   */
  readonly credentialId?: RegExp;
  /** The members of the operator's credential that the requests use, and what they look like. */
  readonly adminFields?: Readonly<Record<string, RegExp>>;
  /** More credentials of the operator, `{admin.name}`: the provider under which each is listed, and its form. */
  readonly adminSecrets?: Readonly<Record<string, { readonly provider: string; readonly pattern: RegExp }>>;
  /** Absent when no request tells. */
  readonly probe?: Probe;
  /** A second revocation that tells that the first took effect, where no harmless question does. */
  readonly proof?: Probe;
  readonly ways: readonly Way[];
  /** Ways to issue a successor; the first that is possible is taken. Absent: only a person can. */
  readonly rotations?: readonly Rotation[];
  readonly describe?: Describe;
  /** The provider's limit on revocations, per process. Absent when none is known: what a 429 names is kept all the same. */
  readonly rateLimit?: { readonly requests: number; readonly perMs: number };
  /** Statuses beside 429 that mean "too many requests", and the wait when none is named. */
  readonly limited?: { readonly statuses: readonly number[]; readonly waitMs: number };
  readonly ownerNotified: boolean;
  readonly blast: Blast;
  readonly rotateUrl?: string;
  readonly docs: string;
  /** Where the requests were read: in the provider's documentation, or in public client code. */
  readonly verified: 'documentation' | 'code';
  /** One sentence: what of it stands in no documentation, and what happens should it be otherwise. */
  readonly assumed?: string;
}

/** How it ended when the credential was found dead after an earlier try of the record. */
export function successState(way: Way | undefined): OutcomeState {
  return way?.reversible ? 'disabled_verified' : 'revoked_verified';
}
