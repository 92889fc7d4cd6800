import type { KeyHelp, KeySet } from '../kit/game-view.ts';

/** What each key does; in a split screen both players' keys side by side. */
export function HelpTable({ help, split }: { readonly help: readonly KeyHelp[]; readonly split: boolean }) {
  const pads = help.some(({ pad }) => pad !== undefined);
  const sets: readonly KeySet[] = split ? ['left', 'right'] : ['solo'];
  return (
    <table class="help-table">
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">Action</span>
          </th>
          {sets.map((set) => (
            <th key={set} scope="col">
              {set === 'solo' ? 'Keys' : set === 'left' ? 'First seat' : 'Second seat'}
            </th>
          ))}
          {split ? null : <th scope="col">Touch</th>}
          {pads ? <th scope="col">Gamepad</th> : null}
        </tr>
      </thead>
      <tbody>
        {help.map((row) => (
          <tr key={row.action}>
            <th scope="row">{row.action}</th>
            {sets.map((set) => (
              <td key={set}>
                {row.keys[set].map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </td>
            ))}
            {split ? null : <td class="soft small">{row.touch}</td>}
            {pads ? <td class="soft small">{row.pad ?? '–'}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
