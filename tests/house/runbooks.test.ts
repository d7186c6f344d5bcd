import { describe, expect, it } from 'vitest';
import { isRunbook, loadProcedure, loadProcedures, procedureIds } from '../../runbooks/index.ts';
import { commandTable } from '../../scripts/commands/table.ts';
import { duties } from '../../stacks/catalogue/duties/index.ts';
import { runbooks } from '../../stacks/catalogue/runbooks.ts';
import type { Duty } from '../../stacks/model/duty.ts';

const procedures = await loadProcedures();

describe('runbooks and inspections', () => {
  it('are each registered under their own id, which the catalogue names', async () => {
    for (const id of procedureIds()) expect((await loadProcedure(id))?.id).toBe(id);
    const unknown = procedureIds().filter((id) => !Object.hasOwn(runbooks, id));
    expect(unknown).toEqual([]);
  });

  it('are all there that the catalogue names', () => {
    const registered = procedureIds();
    expect(Object.keys(runbooks).filter((id) => !registered.includes(id))).toEqual([]);
  });

  it('claim no duty but those whose row names them, or that they help with', () => {
    const claimed = procedures.flatMap(({ id, duties: named }) => named.map((duty) => ({ id, duty })));
    expect(claimed.filter(({ duty }) => !Object.hasOwn(duties, duty))).toEqual([]);
  });

  it('are claimed by the duty that the catalogue binds to them', () => {
    const unbound = Object.entries<Duty>(duties).filter(([id, { runbook }]) => {
      const procedure = procedures.find((one) => one.id === runbook);
      return procedure && !procedure.duties.includes(id);
    });
    expect(unbound.map(([id, { runbook }]) => `${id} ${runbook}`)).toEqual([]);
  });

  it('leave to people exactly what the catalogue says only people can do', () => {
    const peopleOnly = procedures.filter((procedure) => !isRunbook(procedure) && !procedure.look).map(({ id }) => id);
    const manual = Object.values<Duty>(duties).filter(({ manual: only }) => only);
    expect(peopleOnly.filter((id) => !manual.some(({ runbook }) => runbook === id))).toEqual([]);
  });

  it('speak zh and en wherever a person reads them', () => {
    const silent = procedures.filter(({ title, purpose, escalation }) =>
      [title, purpose, escalation].some(({ zh, en }) => !/\p{Script=Han}/u.test(zh) || en.length < 4),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  it('name no parameter that is an option of the command line', () => {
    const taken = new Set(
      commandTable
        .filter(({ freeOptions }) => freeOptions)
        .flatMap(({ options = [] }) => options.map(({ flags }) => /^--([a-z-]+)/.exec(flags)![1]!))
        .concat('format', 'lang', 'help'),
    );
    const clashing = procedures.flatMap(({ id, parameters }) =>
      Object.keys(parameters)
        .filter((name) => taken.has(name))
        .map((name) => `${id} --${name}`),
    );
    expect(clashing).toEqual([]);
  });
});
