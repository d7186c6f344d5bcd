/** Language of the output. */
export type Language = 'zh' | 'en';

/** What a command may use of the world: how it speaks, and the environment it was started in. */
export interface CommandContext {
  readonly language: Language;
  readonly format: string;
  readonly environment: NodeJS.ProcessEnv;
  /** True where the output is a terminal that a person watches. */
  readonly interactive: boolean;
  print(text: string): void;
  complain(text: string): void;
  /** Progress for people: shown on a terminal's error stream, nowhere else. */
  progress(text: string): void;
}

/** What a command gives back: a value for programs, a rendering for people, and what to exit with. */
export interface CommandResult {
  readonly exitCode: number;
  readonly data: unknown;
  human(language: Language): string;
  /** Renderings for further formats that the command offers (sarif, junit, markdown). */
  readonly text?: (format: string) => string;
}

export type Positional = readonly (string | string[] | undefined)[];

/** A command module. */
export interface CommandModule {
  run(context: CommandContext, positional: Positional, options: Record<string, unknown>): Promise<CommandResult>;
}

/** zh where the locale says so, else en. */
export function languageFrom(environment: NodeJS.ProcessEnv): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return locale.startsWith('zh') ? 'zh' : 'en';
}

/** The context of one run on this process's streams. */
export function commandContext({
  language,
  environment,
  format,
}: {
  language: Language;
  environment: NodeJS.ProcessEnv;
  format: string;
}): CommandContext {
  const interactive = Boolean(process.stderr.isTTY) && !environment.CI;
  const started = performance.now();
  return {
    language,
    environment,
    format,
    interactive,
    print: (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    complain: (text) => void process.stderr.write(`${text}\n`),
    progress: (text) => {
      if (format !== 'human') return;
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
      process.stderr.write(`${seconds} s  ${text}\n`);
    },
  };
}
