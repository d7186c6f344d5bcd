import type { ReadContext, Step } from '../kit/runbook.ts';

/** A step that is there only where the parameters ask for it: else it checks, plans, saves and verifies nothing. */
export function onlyWhen<Parameters>(
  isAsked: (parameters: Parameters) => boolean,
  step: Step<Parameters>,
): Step<Parameters> {
  const { save } = step;
  return {
    ...step,
    precheck: async (context) => (isAsked(context.parameters) ? step.precheck(context) : []),
    plan: async (context) => (isAsked(context.parameters) ? step.plan(context) : []),
    verify: async (context) => (isAsked(context.parameters) ? step.verify(context) : []),
    ...(save
      ? {
          save: async (context: ReadContext<Parameters>) =>
            isAsked(context.parameters) ? save.call(step, context) : null,
        }
      : {}),
  };
}
