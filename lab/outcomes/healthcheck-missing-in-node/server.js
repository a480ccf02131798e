const { createServer } = require("node:http");

createServer((question, answer) => {
  if (question.url !== "/tides") answer.writeHead(404);
  answer.end(question.url === "/tides" ? "high water" : "nothing here");
}).listen(3000);
