#!/usr/bin/env node
/** The command line: parses, runs one command, prints its value, exits with its code. Commands load when they run. */
import { Command, CommanderError, Option } from 'commander';
import type { CommandSpec, OptionSpec } from './commands/command.ts';
import { type CommandContext, commandContext, type Language, languageFrom } from './commands/context.ts';
import { siteArgument } from './commands/shared-options.ts';
import { commandTable } from './commands/table.ts';
import type { CommandEnd } from './telemetry/start.ts';
import { keepCompiledCode } from './user-cache.mjs';
import { version } from './version.ts';

/** Runs one command line. @returns the exit code */
export async function main(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  keepCompiledCode(environment);
  const language = requestedLanguage(argv) ?? languageFrom(environment);
  const outcome = { code: 0 };
  const program = new Command('fadun')
    .description(
      language === 'zh'
        ? '法盾:数字政法安全运维平台即代码'
        : 'Fadun: secure operations of political-legal systems, as code',
    )
    .version(version, '-V, --version')
    .showSuggestionAfterError()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .exitOverride();
  for (const spec of commandTable) addCommand(program, spec, language, environment, outcome);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return outcome.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function addCommand(
  program: Command,
  spec: CommandSpec,
  language: Language,
  environment: NodeJS.ProcessEnv,
  outcome: { code: number },
): void {
  const words = spec.name.split(' ');
  const parent = words.length > 1 ? groupOf(program, words[0]!) : program;
  const command = parent
    .command([words.at(-1), spec.arguments].filter(Boolean).join(' '), { isDefault: spec.isDefault ?? false })
    .description(spec.summary[language])
    .exitOverride();
  if (spec.freeOptions) command.allowUnknownOption();
  const takesSite = spec.arguments === siteArgument;
  const options = [...(spec.options ?? []), ...(takesSite ? [siteByName] : []), ...commonOptions(spec)];
  for (const option of options) command.addOption(optionOf(option, language));
  command.action(async (...parameters: unknown[]) => {
    const given = parameters.slice(0, -2) as (string | string[] | undefined)[];
    const options = parameters.at(-2) as Record<string, unknown>;
    const positional = takesSite ? [oneSite(command, given[0], options.site)] : given;
    const context = commandContext({ language, environment, format: String(options.format ?? 'human') });
    outcome.code = await runCommand(spec, context, positional, options);
  });
}

/** Most commands name the site as their word, some by option; the first take both, so that nobody need know which is which. */
const siteByName: OptionSpec = { flags: '--site <site>', summary: { zh: '城市(同参数)', en: 'the site, by name' } };

function oneSite(command: Command, word: string | string[] | undefined, option: unknown): string | undefined {
  if (typeof word !== 'string') return typeof option === 'string' ? option : undefined;
  if (option !== undefined && option !== word)
    command.error(`error: two sites are named: ${word} and --site ${option}`);
  return word;
}

function groupOf(program: Command, name: string): Command {
  return program.commands.find((command) => command.name() === name) ?? program.command(name).exitOverride();
}

function commonOptions(spec: CommandSpec): OptionSpec[] {
  return [
    {
      flags: '--format <format>',
      summary: { zh: '输出格式', en: 'output format' },
      choices: spec.formats ?? ['human', 'json'],
      fallback: 'human',
    },
    { flags: '--lang <language>', summary: { zh: '输出语言', en: 'language of the output' }, choices: ['zh', 'en'] },
  ];
}

function optionOf({ flags, summary, choices, fallback, many, required }: OptionSpec, language: Language): Option {
  const option = new Option(flags, summary[language]);
  if (choices) option.choices([...choices]);
  if (fallback !== undefined) option.default(fallback);
  if (required) option.makeOptionMandatory();
  if (many) option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);
  return option;
}

/** Runs a command, and reports on it where the environment asks for telemetry; that never changes how the command ends. */
async function runCommand(...[spec, context, positional, options]: Parameters<typeof attempt>): Promise<number> {
  const watched = Object.keys(context.environment).some((name) => /^OTEL_EXPORTER_OTLP_(\w+_)?ENDPOINT$/.test(name));
  if (!watched) return (await attempt(spec, context, positional, options)).exitCode;
  const { runObserved } = await import('./telemetry/run-observed.ts');
  return runObserved(spec.name, context, () => attempt(spec, context, positional, options));
}

async function attempt(
  spec: CommandSpec,
  context: CommandContext,
  positional: readonly (string | string[] | undefined)[],
  options: Record<string, unknown>,
): Promise<CommandEnd> {
  try {
    const { run } = await spec.load();
    const { exitCode, data, human, text } = await run(context, positional, options);
    const format = String(options.format ?? 'human');
    if (format === 'json') context.print(JSON.stringify(data, null, 2));
    else if (format !== 'human' && text) context.print(text(format));
    else context.print(human(context.language));
    return { exitCode };
  } catch (error) {
    const { errorText, exitCodeOf, isForPeople } = await import('./errors.ts');
    const told = isForPeople(error) ? errorText(error, context.language) : String((error as Error)?.stack ?? error);
    context.complain(told);
    return { exitCode: exitCodeOf(error), error };
  }
}

/** `--lang` decides before anything is parsed, since help is in that language too. */
function requestedLanguage(argv: readonly string[]): Language | undefined {
  const index = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  if (index < 0) return undefined;
  const value = argv[index]!.includes('=') ? argv[index]!.split('=')[1] : argv[index + 1];
  return value === 'zh' || value === 'en' ? value : undefined;
}

/** Whoever reads the output may leave early (`| head`); what the command does is not cut off by that, nor how it ends. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}

outliveReaders();
process.exitCode = await main(process.argv.slice(2), process.env);
