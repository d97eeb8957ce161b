import { App } from 'cdk8s';
import { apps } from './apps';

const app = new App();
for (const add of apps) add(app);
app.synth();
