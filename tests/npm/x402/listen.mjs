/** Says on which port a server listens, in the one line the tests wait for. */
export const announce = (port) => console.log(`listening ${port}`);

/** Listens on a free loopback port. */
export const listen = (app) => {
  const server = app.listen(0, "127.0.0.1", () => announce(server.address().port));
};
