// npm run bench -- kernel [--json]: the state, then the delta codec; each prints its own table or JSON document.
await import('./state.ts');
await import('./delta.ts');

export {};
