import { downloadFile, getAccessToken, getRouteParams, getUserInfo, openDocument, openPhone, openWebview } from "zmp-sdk/apis";
import { arrive, paperIn } from "./arriving.js";

const WALLET = import.meta.env.VITE_WALLET_URL;
const PHONE = import.meta.env.VITE_HELP_DESK_PHONE ?? "19000000";

const at = (id) => document.getElementById(id);
const say = (text) => { at("said").textContent = text; };

/** Whether Zalo says that the law wants extra care for this person. No permission is asked for: silence means no. */
async function isSensitive() {
  try {
    const { userInfo } = await getUserInfo({ autoRequestPermission: false });
    return userInfo.isSensitive === true;
  } catch {
    return false;
  }
}

async function openWallet() {
  at("open").hidden = true;
  say("Đang mở ví…");
  try {
    const { address, code } = await arrive(WALLET, await getAccessToken(), await isSensitive());
    at("code").textContent = code;
    at("code-part").hidden = code === "";
    at("open").onclick = () => (code ? show(address) : openWallet());
    at("open").hidden = false;
    say(code ? "" : "Ví đã mở ở cửa sổ khác.");
    if (!code) await show(address);
  } catch (error) {
    at("open").onclick = openWallet;
    at("open").hidden = false;
    say(error.message);
  }
}

const show = (url) => openWebview({ url, config: { style: "normal", leftButton: "back" } });

async function start() {
  at("phone").onclick = () => openPhone({ phoneNumber: PHONE });
  const paper = paperIn(WALLET, getRouteParams());
  if (paper) {
    say("Đang mở giấy…");
    try {
      await (paper.viewed ? openDocument({ url: paper.url, title: "Giấy trong ví" }) : downloadFile({ url: paper.url }));
    } catch {
      say("Chưa mở được giấy này: đường dẫn chỉ dùng được một lần, trong hai phút. Xin về ví và bấm lại.");
    }
  }
  await openWallet();
}

start();
