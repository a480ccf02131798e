const { createServer } = require("node:http");

const server = createServer((_, answer) => answer.end("high water")).listen(3000);
process.on("SIGTERM", () => server.close());
