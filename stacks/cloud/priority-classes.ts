/** Scheduling priorities: exchange and platform before business, business before batch. */
export const priorityClasses = {
  'fadun-platform': { value: 900_000, description: 'Observability and platform services of the network' },
  'fadun-exchange': {
    value: 800_000,
    description: 'Exchange front-ends: a stuck transfer can make a custody clock expire',
  },
  'fadun-critical': { value: 700_000, description: 'Level 3 systems that run around the clock' },
  'fadun-standard': { value: 500_000, description: 'Systems in business hours' },
  'fadun-batch': { value: 100_000, description: 'Batch and analytics' },
} as const;

export type PriorityClassName = keyof typeof priorityClasses;
