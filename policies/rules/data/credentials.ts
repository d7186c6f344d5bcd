/** What credentials look like, as RE2 patterns that JavaScript reads alike. */

/** Words after which a credential stands. */
const words =
  'passw(or)?d|passphrase|pwd|token|secret|credentials?|(api|access|secret|private|client)[-_.]?key|client-key-data';

/** Ends of names that hold a credential. */
export const credentialName = `(?i)(${words})([.]txt)?$`;

/** A value that stands for one that comes from elsewhere: `${NAME}`, `$(NAME)`. */
export const reference = '^[$][{(][A-Za-z0-9_.:/-]+[)}]$';

/** A user with a password before the host of an address. */
export const credentialInUrl = '://[^/\\s:@]*:[^/\\s@$]+@';

/** A line that holds a credential. */
export const credentialLine = `(?i)(${words})["']?\\s*[=:]\\s*["']?[^\\s"'$<{]|private key-----|(^|[^0-9a-z])akia[0-9a-z]{16}|${credentialInUrl}`;

/** Part of every such line: short, since a pattern costs the API server by its length for each character that it reads. */
export const credentialHint = '(?i)pass|pwd|token|secret|key|cred|akia|@';

/** `PRIVATE KEY` in Base64, at each of the three offsets. */
export const privateKeyInBase64 = 'UFJJVkFURSBLRV|BSSVZBVEUgS0VZ|QUklWQVRFIEtFW';
