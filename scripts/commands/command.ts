import type { CommandModule } from './context.ts';

export interface Summary {
  readonly zh: string;
  readonly en: string;
}

export interface OptionSpec {
  readonly flags: string;
  readonly summary: Summary;
  readonly choices?: readonly string[];
  readonly fallback?: string;
  /** Must be given. */
  readonly required?: boolean;
  /** May be given more than once. */
  readonly many?: boolean;
}

/** One command of the command line; its module loads when it runs. */
export interface CommandSpec {
  /** One or two words: `up`, `site show`. */
  readonly name: string;
  readonly arguments?: string;
  readonly summary: Summary;
  readonly options?: readonly OptionSpec[];
  readonly formats?: readonly string[];
  /** Runs when the group is named alone: `rules` is `rules list`. */
  readonly isDefault?: boolean;
  /** Takes `--name=value` words that are no options of the command; the command judges them. */
  readonly freeOptions?: boolean;
  readonly load: () => Promise<CommandModule>;
}
