/** Flags of a component without the leading dashes; a list repeats the flag, undefined leaves it out. */
export type Flags = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The change of flags that leaves admission plugins out; none returns the flag to what is declared. */
export function withoutAdmissionPlugins(plugins: readonly string[]): Readonly<Record<string, string | null>> {
  return { 'disable-admission-plugins': plugins.length === 0 ? null : plugins.join(',') };
}

/** Flags as command-line arguments, always `--flag=value`, so that no value is taken for a flag. */
export function commandArguments(flags: Flags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return (typeof value === 'string' ? [value] : value).map((item) => `--${name}=${item}`);
  });
}
