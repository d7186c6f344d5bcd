import type { CommandSpec } from '../command.ts';
import { networks, out, scale, siteArgument } from '../shared-options.ts';

/** What a city declares, and what is written from it. */
export const siteCommands: readonly CommandSpec[] = [
  {
    name: 'synth',
    arguments: siteArgument,
    summary: { zh: '合成 Terraform 栈与文档', en: 'write the Terraform stacks and documents' },
    options: [out, scale, networks],
    load: () => import('./synth.ts'),
  },
  {
    name: 'render',
    arguments: siteArgument,
    summary: { zh: '由 Terraform 栈渲染 Kubernetes 对象', en: 'render the stacks into Kubernetes objects' },
    options: [out, scale, networks],
    load: () => import('./render.ts'),
  },
  {
    name: 'site show',
    arguments: siteArgument,
    summary: { zh: '查看城市声明', en: 'show a declared site' },
    options: [scale],
    load: () => import('./show.ts'),
  },
  {
    name: 'site validate',
    arguments: siteArgument,
    summary: { zh: '校验城市声明,一次报告全部错误', en: 'validate a declared site and report every problem' },
    load: () => import('./validate.ts'),
  },
];
