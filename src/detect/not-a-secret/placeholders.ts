/** Only these characters, or a stretch of them where a value was cut out. */
const MASKED =
  /^[^A-Za-z\d]*$|\.{3}|…|\*{3}|•{2}|#{4}|[-_]{6}|[?]{3}|(?:^|[^A-Za-z\d])[xX]{3,}(?:$|[^A-Za-z\d])|^[xX0]+$/;

/** Letters of other scripts: an instruction to the reader, whatever it says. */
const OTHER_SCRIPT = /[\u0250-\u1dff\u2c00-\ud7ff\uf900-\ufdff\uff00-\uffef]/;

/** `[your key]`, `{secret}`, `(optional)`. */
const BRACKETED = /^(?:\[[^[\]]*\]|\{[^{}]*\}|\([^()]*\)|<[^<>]*>|`[^`]*`)$/;

const WORDS = new Set(
  (
    'your yours you my change changeme replace replaced replaceme insert put fill enter set add paste provide provided ' +
    'here example examples sample samples dummy fake mock mocked placeholder todo fixme tbd redacted hidden removed masked secret ' +
    'password passwd pass passphrase pwd token key apikey value string text none null nil undefined empty optional ' +
    'required needed not foo bar baz qux abc test tests testing tester demo default defaults user username admin root guest ' +
    'local localhost dev devel development prod production staging ci smoke sandbox toto acme123 changeit welcome ' +
    'letmein qwerty iloveyou minioadmin postgres mysql neo4j redis mongo mongodb ' +
    // Romance and Germanic languages in ASCII; anything else shows by its script.
    'tu tus tuo tua teu seu sua suas votre vos ihr ihre dein deine uw jouw din ditt aqui aca hier ici qui inserir insira ' +
    'inserta insertar inserisci inserer cambiar cambia cambiame reemplazar reemplaza reemplazame remplacez remplacer ' +
    'sostituisci substituir substitua ersetzen ersetze eintragen einfuegen vervang ejemplo exemple exemplo esempio ' +
    'beispiel voorbeeld clave llave chave chiave cle schluessel contrasena senha passwort motdepasse wachtwoord jeton'
  ).split(' '),
);

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Shorter runs of letters are in every random text. */
const SHORTEST_INNER = 4;

/**
 * Words as a reader sees them: what stands between separators, its digits at the end taken off, and inside of it what a
 * digit or a capital letter sets apart.
 */
function wordsIn(text: string): readonly string[] {
  const outer = text
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .flatMap((word) => [word, word.replace(/(?<!\d)\d+$/, '')]);
  const inner = text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length >= SHORTEST_INNER);
  return [...outer, ...inner];
}

/** True for a value with its middle or whole cut out, and for prose: no client could use it as it stands. */
export function isMasked(text: string): boolean {
  return MASKED.test(text) || OTHER_SCRIPT.test(text) || BRACKETED.test(text) || /\s/.test(text);
}

/**
 * True for a value with a word that people put where a secret belongs, in several languages, `p@ssw0rd` included.
 * Words count whole, so `demo` is not found in `xdemoq`. Do not ask this of a value that looks random or fits a
 * provider's format: such a value may hold any word by chance.
 */
export function hasPlaceholderWord(text: string): boolean {
  if (wordsIn(text).some((word) => WORDS.has(word))) return true;
  const plain = text.replace(/[013457@$!]/g, (character) => LEET[character] ?? character);
  return wordsIn(plain).some((word) => WORDS.has(word)) || /passwor[dt]|changeme|secret/i.test(plain);
}
