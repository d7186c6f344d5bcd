import { runbooks } from '../stacks/catalogue/runbooks.ts';
import { blockImage } from './block-image.ts';
import { getObject } from './kit/cluster/read.ts';
import { creation, deletionByName, observeRequest } from './kit/cluster/requests.ts';
import { defineRunbook } from './kit/runbook.ts';
import { peopleStep } from './steps/change-commands.ts';
import { freezeRecord, freezeRef } from './steps/import-freeze.ts';
import { holdNamespaceStands } from './steps/mark.ts';
import { reportStep } from './steps/report.ts';

const id = 'contain-supplier';

/** RB-I11: nothing more comes in, what came in is searched for and kept out, and people go back to what was before. */
export const containSupplier = defineRunbook({
  id,
  title: runbooks[id].title,
  purpose: {
    zh: '供应商失陷：冻结发布包导入，在本网络检索并封禁其镜像，由人回退到此前的发布包。',
    en: 'A supplier is compromised: imports of releases are frozen, its image is searched for and kept out of the network, and people roll back to the release before.',
  },
  alerts: [],
  duties: ['RB-I11'],
  roles: ['security-admin', 'on-call'],
  blastRadius: {
    zh: `${blockImage.blastRadius.zh}冻结期间任何发布包都不能导入。`,
    en: `${blockImage.blastRadius.en} No release can be imported while the freeze lasts.`,
  },
  escalation: blockImage.escalation,
  class: 'destructive',
  reversible: true,
  parameters: blockImage.parameters,
  steps: [
    {
      id: 'freeze-imports',
      title: { zh: '冻结发布包导入', en: 'Freeze imports' },
      precheck: async ({ read }) => [
        await holdNamespaceStands(read),
        {
          holds: (await getObject(read, freezeRef)) === undefined,
          statement: { zh: '尚无冻结生效', en: 'no freeze is in force already' },
        },
      ],
      plan: async ({ parameters: { ticket } }) => [
        creation(
          {
            id: 'freeze',
            does: {
              zh: '登记冻结：import-bundle 在其撤去之前不予计划',
              en: 'put the freeze down: import-bundle is not planned until it is lifted',
            },
          },
          freezeRecord(ticket),
        ),
      ],
      observe: ({ read }, action) => observeRequest(read, action),
      verify: async ({ read }) => [
        {
          holds: (await getObject(read, freezeRef)) !== undefined,
          statement: { zh: '冻结已生效', en: 'the freeze is in force' },
        },
      ],
      undo: {
        describe: { zh: '解除冻结', en: 'the freeze is lifted' },
        plan: async () => [
          deletionByName({ id: 'lift-freeze', does: { zh: '解除冻结', en: 'lift the freeze' } }, freezeRef),
        ],
        observe: ({ read }, action) => observeRequest(read, action),
      },
    },
    ...blockImage.steps,
    peopleStep({
      id: 'roll-back',
      title: { zh: '回退与核对', en: 'Roll back, and look at the others' },
      does: {
        zh: '由人回退到此前的发布包，并通知其他网络（平台看不到其他网络）',
        en: 'people roll back to the release before, and tell the other networks, which the platform does not see',
      },
      checklist: [
        {
          zh: '该供应商最后几个发布包的镜像摘要已逐一核对（发布包中的 images.json，由 fadun bundle verify --extract 取出）',
          en: 'The digests of the images of the supplier’s last releases were looked at one by one (images.json in the bundle, taken out by fadun bundle verify --extract)',
        },
        {
          zh: '已回退到此前的发布包，或确认没有可疑发布包已实施',
          en: 'The release before is back, or no suspect one was applied',
        },
        {
          zh: '供应商的账号、远程维护通道与驻场权限已停用（revoke-expired-access）',
          en: 'The supplier’s accounts, remote maintenance and rights on site are closed (revoke-expired-access)',
        },
        { zh: '其他网络值班人员已电话通知', en: 'On-call staff of the other networks were phoned' },
      ],
    }),
    reportStep(),
  ],
});
