// Asks World App for a proof with IDKit, on the page itself. When anything is missing the form is sent as it is, which works without script.
"use strict";
(() => {
  const form = document.querySelector("form[data-worldid]");
  const kit = window.IDKit;
  const wait = document.querySelector("[data-worldid-wait]");
  if (!form || !kit || !wait) return;

  const find = (name) => document.querySelector(`[data-worldid-${name}]`);
  const failed = find("failed");
  let running = null;

  const post = (url, type, body) =>
    fetch(url, { method: "POST", headers: { "Content-Type": type }, body, credentials: "same-origin", redirect: "manual" });

  const show = async (uri) => {
    find("link").href = uri;
    document.getElementById("worldid-link").value = uri;
    const qr = find("qr");
    const answer = await post(form.dataset.qr, "application/x-www-form-urlencoded", new URLSearchParams({ text: uri }));
    if (answer.ok) {
      qr.src = "data:image/svg+xml," + encodeURIComponent(await answer.text());
      qr.hidden = false;
    }
    wait.hidden = false;
    form.hidden = true;
    find("link").focus();
  };

  const prove = async (signal) => {
    const answer = await post(form.dataset.request, "application/x-www-form-urlencoded", new URLSearchParams(new FormData(form)));
    if (!answer.ok) throw new Error("request");
    const asked = await answer.json();
    const request = await kit
      .request({
        app_id: asked.app_id,
        action: asked.action,
        rp_context: asked.rp_context,
        environment: asked.environment,
        allow_legacy_proofs: asked.allow_legacy,
        bridge_url: asked.bridge_url,
        require_user_presence: true,
        return_to: location.href,
      })
      .preset(kit.proofOfHuman({ signal: asked.signal }));
    await show(request.connectorURI);
    const done = await request.pollUntilCompletion({ pollInterval: 2000, timeout: 600000, signal });
    if (!done.success) throw new Error(done.error);
    return done.result;
  };

  // A wallet proves an action once. While nobody can judge the proof it is sent again; what is lost would be missing all week.
  const send = async (body, signal) => {
    for (let tries = 0; ; tries++) {
      const sent = await post(form.dataset.verify, "application/json", body);
      if ((sent.status !== 503 && sent.status !== 429) || tries === 5 || signal.aborted) return sent;
      await new Promise((done) => setTimeout(done, 1000 * (Number(sent.headers.get("Retry-After")) || 5)));
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    running = new AbortController();
    button.disabled = true;
    failed.hidden = true;
    try {
      const result = await prove(running.signal);
      const to = form.elements.to.value;
      const sent = await send(JSON.stringify({ provider: "worldid", to, result }), running.signal);
      if (!sent.ok && sent.type !== "opaqueredirect") throw new Error("verify");
      location.assign(to);
    } catch (error) {
      console.info("World ID:", error.message);
      failed.hidden = running.signal.aborted;
      wait.hidden = true;
      form.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });

  find("cancel").addEventListener("click", () => running?.abort());
})();
