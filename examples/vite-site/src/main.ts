import { spell } from "./flags.ts";

const message = document.querySelector<HTMLInputElement>("#message");
const list = document.querySelector<HTMLOListElement>("#flags");

function show(): void {
  if (message === null || list === null) return;
  list.replaceChildren(
    ...spell(message.value).map((name) => {
      const item = document.createElement("li");
      item.textContent = name;
      return item;
    }),
  );
}

message?.addEventListener("input", show);
show();
