// One Node service under the unmodified agent: answers, and passes the request on to NEXT_URL where that is set.
require('skywalking-backend-js').default.start({});
const http = require('node:http');

const server = http.createServer((request, response) => {
  const next = process.env.NEXT_URL;
  if (!next) {
    response.end('end of the line');
    return;
  }
  // The agent's plugin patches http.request, not http.get.
  http
    .request(new URL(next), (answer) => {
      answer.resume();
      answer.on('end', () => response.writeHead(answer.statusCode).end('passed on'));
    })
    .on('error', (error) => response.writeHead(502).end(error.message))
    .end();
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
