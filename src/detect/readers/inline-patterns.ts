import type { Slot } from '../finding.ts';

/** A way in which a text names a value in a line, whatever language it is in. Group 1 is the name, group 2 the value. */
export interface InlinePattern {
  readonly slot: Slot;
  readonly pattern: RegExp;
  /** The name says that the value is a credential, although its words do not. */
  readonly isSecretPlace?: boolean;
}

/** Each takes a bounded number of characters, so that all are linear. */
export const INLINE_PATTERNS: readonly InlinePattern[] = [
  // `NAME=value`. The value is read ahead, so that it is tried in one length only.
  {
    slot: 'env',
    pattern:
      /(?<![\w$])([A-Z][A-Z\d]{0,40}(?:_[A-Z\d]{1,40}){0,8})=["']?(?=([\w.~+/=:@%-]{12,2048}))\2(?![\w.~+/=:@%(?#&$!*{[-])/g,
  },
  // `"NAME": "value"`, `"NAME" to "value"`, `"NAME" => "value"`
  {
    slot: 'env',
    pattern: /["'`]([A-Za-z_][\w.-]{1,64})["'`]\s{0,8}(?::|=>?|to\b)\s{0,8}["'`]([^"'`\\\n]{8,1024})["'`]/g,
  },
  // `set("NAME", "value", …)`: in a call, for in a list the next string is the next word
  {
    slot: 'env',
    pattern:
      /["'`](?<=\([^()[\]\n]{0,200})([A-Za-z_][\w.-]{1,64})["'`],[ \t]{0,8}["'`]([^"'`\\\n]{8,1024})["'`]/g,
  },
  // `SetBasicAuth("bob", "value")`, `auth=("bob", "value")`
  {
    slot: 'url-userinfo',
    isSecretPlace: true,
    pattern:
      /\b((?:set)?_?basic_?auth|auth)\s{0,4}=?\s{0,4}\(\s{0,4}["'`][^"'`\\\n]{1,64}["'`],\s{0,4}["'`]([^"'`\\\n]{8,256})["'`]/gi,
  },
  // `process.env.NAME || "value"`, `os.getenv("NAME") or "value"`, `secrets.NAME || 'value'`
  {
    slot: 'env',
    pattern: /\b([A-Z][A-Z\d]{0,40}(?:_[A-Z\d]{1,40}){0,8})["')\]]{0,3}\s{0,8}(?:\|\||\?\?|or\b)\s{0,8}["'`]([^"'`\\\n]{8,1024})["'`]/g,
  },
  // `bearer_auth("value")`, `.withApiKey("value")`
  {
    slot: 'header',
    isSecretPlace: true,
    pattern:
      /\b((?:[a-z]\w{0,32}_)?(?:bearer_?auth|bearer_?token|auth_?header|api_?key|access_?token|auth_?token|with_?token|set_?token))\(\s{0,8}["'`]([^"'`\\\n]{8,1024})["'`]\s{0,8}\)/gi,
  },
  // Lisp: `:NAME "value"`, `(setenv "NAME" "value")`, `(setq my-api-key "value")`
  { slot: 'env', pattern: /(?<![\w:]):([A-Za-z_][\w-]{1,64})\s{1,8}"([^"\\\n]{8,1024})"/g },
  { slot: 'env', pattern: /\((?:setenv|setq|setopt)\s{1,8}["']?([A-Za-z_][\w-]{1,64})"?\s{1,8}"([^"\\\n]{8,1024})"/g },
  // Cells of a table: `| NAME | value |`
  {
    slot: 'env',
    pattern:
      /\|[ \t]{0,16}[`"']?([A-Z][A-Z\d]{0,40}(?:_[A-Z\d]{1,40}){1,8})[`"']?[ \t]{0,16}\|[ \t]{0,16}[`"']?([\w.~+/=-]{12,1024})/g,
  },
  // A parameter of an address, also of one without a host; that of a picture is a badge's
  {
    slot: 'url-query',
    pattern:
      /(?<!\.(?:svg|png|gif))[?&]([\w-]{0,32}(?:token|api[_-]?key|secret|password))=([^&\s"'`<>()\\,;\]}]{8,1024})/gi,
  },
  // npm: `//host/:_authToken=value`
  { slot: 'env', isSecretPlace: true, pattern: /:(_authToken|_auth|_password)=["']?([^\s"'$]{8,1024})/g },
  // .netrc: `login bob password value`
  { slot: 'env', pattern: /(?<![\w-])(password)[ \t]{1,8}([^\s"'`<>]{10,256})[ \t]*(?:\r?$|(?=[ \t]+(?:machine|account)\b))/gm },
  // PowerShell: `Set-Item -Path Env:NAME -Value "value"`
  { slot: 'env', pattern: /\bEnv:\\?(\w{1,64})["']?[ \t]{1,8}-Value[ \t]{1,8}["']?([^\s"'`]{8,1024})/gi },
]; // prettier-ignore
