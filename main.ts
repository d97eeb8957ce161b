import { apps } from './apps';
import { App } from './lib/constructs';

const app = new App();
for (const add of apps) add(app);
app.synth();
