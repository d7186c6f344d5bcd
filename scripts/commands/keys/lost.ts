import { keyGuidance } from '../../../runbooks/kit/key-guidance.ts';
import { lookUpKey } from '../../../runbooks/kit/keyring.ts';
import { readKeyring } from '../../change/keyring-file.ts';
import { shellOptions } from '../../terminal/shell-options.ts';
import type { CommandContext, CommandResult, Positional } from '../context.ts';
import { keysScene } from './scene.ts';

/**
 * `fadun keys lost [person]`: what to do, step by step, and the commands for this person's keys. Changes nothing. JSON:
 * `{person, keys, steps: [{zh, en}], compromised: [{zh, en}]}`.
 */
export async function run(
  _context: CommandContext,
  positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const scene = await keysScene(options);
  const [person] = positional;
  const keyring = typeof person === 'string' ? await readKeyring(scene.path) : undefined;
  const now = new Date();
  const keys = (keyring?.keys ?? [])
    .filter(({ id, owner }) => owner === person && lookUpKey(keyring!, id, now).usable)
    .map(({ id }) => id);
  const { lost, compromised } = keyGuidance;
  const placed = shellOptions({ site: options.site ?? scene.site.id, keyring: options.keyring });
  return {
    exitCode: 0,
    data: { person: person ?? null, keys, steps: lost.steps, compromised: compromised.steps },
    human: (language) =>
      [
        lost.title[language],
        ...lost.steps.map((step, at) => `  ${at + 1}. ${step[language]}`),
        ...keys.map((id) => `  fadun keys revoke ${id.slice(0, 16)} --reason lost ${placed} --as … --key …`),
        compromised.title[language],
        ...compromised.steps.map((step, at) => `  ${at + 1}. ${step[language]}`),
      ].join('\n'),
  };
}
