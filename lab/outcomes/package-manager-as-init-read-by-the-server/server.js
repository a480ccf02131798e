const { createServer } = require("node:http");

createServer((_, answer) => answer.end(`version ${process.env.npm_package_version ?? "unknown"}`)).listen(3000);
