import { Choice, Field, Switch } from '../kit/field.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { motion, mouseAim, NAME_MAX, playerName, readoutOn, soundOn, theme } from './settings.ts';

/** Everything that this browser remembers, in one place. */
export function SettingsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog title="Settings" open={open} onClose={onClose}>
      <div class="stack">
        <Field
          label="Your name"
          value={playerName.value}
          maxLength={NAME_MAX}
          onValue={(value) => (playerName.value = value)}
          hint="Others in your room see it."
        />
        <div class="field">
          <span class="label">Theme</span>
          <Choice
            label="Theme"
            value={theme.value}
            options={[
              { value: 'system', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            onValue={(value) => (theme.value = value)}
          />
        </div>
        <div class="field">
          <span class="label">Motion</span>
          <Choice
            label="Motion"
            value={motion.value}
            options={[
              { value: 'system', label: 'As the system' },
              { value: 'full', label: 'Full' },
              { value: 'reduced', label: 'Reduced' },
            ]}
            onValue={(value) => (motion.value = value)}
          />
        </div>
        <div>
          <Switch checked={soundOn.value} onChecked={(on) => (soundOn.value = on)}>
            Sound
          </Switch>
          <Switch checked={mouseAim.value} onChecked={(on) => (mouseAim.value = on)}>
            Aim with the mouse: left fires, right beams
          </Switch>
          <Switch checked={readoutOn.value} onChecked={(on) => (readoutOn.value = on)}>
            Show connection and frame readout
          </Switch>
        </div>
      </div>
    </Dialog>
  );
}
