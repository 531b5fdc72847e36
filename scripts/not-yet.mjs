// A command that CONTRACTS lists and that is not built yet.
console.log(JSON.stringify({ error: { code: "not_yet", message: `npm run ${process.argv[2]} is not built yet` } }));
process.exitCode = 2;
