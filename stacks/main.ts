/**
 * Entry for `cdktf synth`: `node stacks/main.ts [SITE]`, writing where cdktf says (`CDKTF_OUTDIR`). Importing this file
 * does nothing; the environment is read only when it runs as the app.
 */
import { siteApp } from './app.ts';
import { loadSite } from './model/load.ts';
import { loadSiteDeclaration } from './sites/index.ts';

if (import.meta.main) {
  const [siteId = 'binhe'] = process.argv.slice(2);
  const site = loadSite(await loadSiteDeclaration(siteId), `site ${siteId}`);
  siteApp(site, process.env.CDKTF_OUTDIR ?? 'cdktf.out').synth();
}
