import { render } from 'preact';
import { App } from './shell/app.js';
import { startCatalog } from './start-catalog.js';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no element "page".');
startCatalog();
render(<App />, page);
