// node check.mjs DASHBOARDS: writes the dashboards down as values of the types Grafana publishes, and has the compiler judge. Non-zero when one does not fit.
import {execFileSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const folder = process.argv[2];
const raw = '@grafana/schema/dist/esm/raw';
// Every property may be absent, for Grafana fills defaults in; what is there must have its name and its type. Enumerations are written as their texts.
let text = `import type {Dashboard, Panel} from '${raw}/dashboard/x/dashboard_types.gen';
import type {Options as timeseries} from '${raw}/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type {Options as stat} from '${raw}/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {PrometheusDataQuery} from '${raw}/composable/prometheus/dataquery/x/PrometheusDataQuery_types.gen';
type Some<T> = T extends string ? \`\${T}\` : T extends number | boolean | undefined | null ? T : T extends Array<infer U> ? Some<U>[] : T extends object ? {[K in keyof T]?: Some<T[K]>} : T;
`;
let count = 0;
const value = (type, json) => { text += `export const v${count++}: Some<${type}> = ${JSON.stringify(json)};\n`; };

for (const file of readdirSync(folder).filter(name => name.endsWith('.json')).sort()) {
  const {panels, annotations, ...dashboard} = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  text += `// ${file}\n`;
  // The published type leaves out what the data source of an annotation adds to it.
  annotations.list = annotations.list.map(({expr, titleFormat, ...annotation}) => annotation);
  value('Dashboard', {...dashboard, annotations});
  for (const {options, targets, ...panel} of panels) {
    value('Panel', panel);
    value(panel.type, options);
    targets.forEach(target => value('PrometheusDataQuery', target));
  }
}
writeFileSync('dashboards.ts', text);
execFileSync('node', ['node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--skipLibCheck', '--moduleResolution', 'node', '--target', 'es2020', 'dashboards.ts'], {stdio: 'inherit'});
console.log(`${count} values fit`);
