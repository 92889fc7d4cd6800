/** Every part of the kit on one page: what later pages are built from. */
import { Header } from '../app/header.tsx';
import { theme } from '../app/settings.ts';
import { Choice } from '../kit/field.tsx';
import { Tabs } from '../kit/tabs.tsx';
import { CanvasSample } from './canvas-sample.tsx';
import { Colours, Spaces, Type } from './token-samples.tsx';
import { Controls, Notices, States, Surfaces } from './part-samples.tsx';
import './kit-page.css';

export function KitPage() {
  return (
    <>
      <Header />
      <main class="kit-page">
        <div class="row spread">
          <div>
            <h1 class="score kit-title">The kit</h1>
            <p class="soft">Petrol and citron, engraved lines, uneven beats. One file of tokens, a dozen parts.</p>
          </div>
          <Choice
            label="Theme"
            value={theme.value}
            options={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            onValue={(value) => (theme.value = value)}
          />
        </div>
        <Tabs
          label="Tokens"
          tabs={[
            { name: 'colour', label: 'Colour', content: <Colours /> },
            { name: 'type', label: 'Type', content: <Type /> },
            { name: 'space', label: 'Space', content: <Spaces /> },
          ]}
        />
        <div class="kit-grid">
          <Controls />
          <Surfaces />
          <Notices />
          <States />
          <CanvasSample />
        </div>
      </main>
    </>
  );
}
