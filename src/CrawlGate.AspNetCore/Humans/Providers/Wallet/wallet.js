// Fills in the wallet's form with what a wallet in this browser says. Without one, or without script, people fill it in themselves.
"use strict";
(() => {
  const wallet = window.ethereum;
  const form = document.querySelector("form[data-wallet]");
  if (!wallet || !form) return;

  const button = form.querySelector("[data-wallet-use]");
  const failed = document.querySelector("[data-wallet-failed]");

  const choose = async () => {
    const [address] = await wallet.request({ method: "eth_requestAccounts" });
    form.elements.address.value = address;
  };

  const sign = async () => {
    // A form's text has other ends of lines than what is to be signed; wallets sign bytes.
    const text = form.elements.message.value.replace(/\r\n/g, "\n");
    const bytes = Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0"));
    const address = form.elements.address.value;
    await wallet.request({ method: "eth_requestAccounts" });
    form.elements.signature.value = await wallet.request({ method: "personal_sign", params: ["0x" + bytes.join(""), address] });
  };

  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    failed.hidden = true;
    try {
      await (form.dataset.wallet === "sign" ? sign() : choose());
      form.requestSubmit();
    } catch {
      failed.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
})();
