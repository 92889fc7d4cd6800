// npm run bench -- kernel [--json]: the state, then the delta codec.
await import('./state.ts');
await import('./delta.ts');

export {};
