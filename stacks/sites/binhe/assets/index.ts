import { caseAssets } from './cases.ts';
import { serviceAssets } from './services.ts';

/**
 * The city's data assets and the parties whose rights and duties the catalogue makes plain
 * (「明确政法数据提供、使用、管理各相关方的权利和责任」). Retention follows the archives law and each organ's table; classes are
 * proposals.
 */
export const assets = { ...caseAssets, ...serviceAssets } as const;
