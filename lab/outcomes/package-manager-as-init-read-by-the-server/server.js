const { createServer } = require("node:http");

const server = createServer((_, answer) => answer.end(`version ${process.env.npm_package_version ?? "unknown"}`)).listen(3000);
process.on("SIGTERM", () => server.close());
