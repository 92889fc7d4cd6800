// 4. The characters of an account: made, chosen, deleted, and back again.
import { ApiError } from '@rubato/client';
import { newName, type Stage } from './stage.ts';

export async function characters({ say, login }: Stage): Promise<void> {
  const api = await login('Dora');
  const rowan = await api.createCharacter({ name: newName('Rowan'), faction: 'verdant-pact' });
  const wren = await api.createCharacter({ name: newName('Wren'), faction: 'pale-choir' });
  say(`${rowan.name} begins at ${rowan.locationId}, ${wren.name} at ${wren.locationId}.`);

  // Names that look alike are one name. A refusal has a code for programs and words for people.
  try {
    await api.createCharacter({ name: rowan.name.toUpperCase(), faction: 'tidebound' });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    say(`Refused with ${error.status} ${error.code}: ${error.message}.`);
  }

  // What a session does, it does as the character it has chosen.
  await api.selectCharacter({ characterId: wren.id });
  const { characters: all } = await api.characters();
  say(`Chosen: ${all.find(({ selected }) => selected)?.name}.`);

  // Deleted is not gone at once.
  const { finalMs } = await api.deleteCharacter({ id: rowan.id });
  say(`${rowan.name} could be restored for ${Math.round((finalMs - Date.now()) / 86_400_000)} days.`);
  const { level } = await api.restoreCharacter({ id: rowan.id });
  say(`${rowan.name} is back, at level ${level}.`);

  for (const { id } of [rowan, wren]) await api.deleteCharacter({ id });
}
